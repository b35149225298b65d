# Test cases in Python as tests of ctest.
include_guard()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(AGENT_CASES_FOLDER "${CMAKE_CURRENT_LIST_DIR}")

# One of them, with the caller's ARG_TIMEOUT and ARG_LABELS.
function(agent_case shown name environment)
  add_test(NAME ${shown} COMMAND ${Python3_EXECUTABLE} "${AGENT_CASES_FOLDER}/run.py" ${name})
  set_tests_properties(${shown} PROPERTIES
    SKIP_RETURN_CODE 77 TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "AGENT_PROGRAMS=${PROJECT_BINARY_DIR}/bin;AGENT_BUILD=${PROJECT_BINARY_DIR}${environment}")
endfunction()

# agent_cases(PREFIX MODULE [TIMEOUT seconds] [LABELS label...]): one ctest test for each test case of MODULE.py in the calling folder.
# The name of an OMA enabler test is spelled as OMA does. A case that cannot run here (no Java, no network to fetch Leshan) is reported as skipped, by name.
function(agent_cases prefix module)
  cmake_parse_arguments(ARG "" "TIMEOUT" "LABELS" ${ARGN})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${module}.py")
  execute_process(COMMAND ${Python3_EXECUTABLE} "${AGENT_CASES_FOLDER}/run.py" --list ${module}
                  OUTPUT_VARIABLE names OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" names "${names}")
  foreach(name IN LISTS names)
    string(REGEX REPLACE "^[^.]*\\.([^.]*)\\.test_" "${prefix}.\\1." shown "${name}")
    string(REGEX REPLACE "LightweightM2M_1_([01])_int_" "LightweightM2M-1.\\1-int-" shown "${shown}")
    agent_case(${shown} ${name} "")
  endforeach()
endfunction()

# agent_switch_cases([TIMEOUT seconds] [LABELS label...]): the sample of OMA enabler tests with a switch of the module on its other side,
# oma_switch.NAME.int-N; the sample stands in oma_switches.py.
function(agent_switch_cases)
  cmake_parse_arguments(ARG "" "TIMEOUT" "LABELS" ${ARGN})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/oma_switches.py")
  execute_process(COMMAND ${Python3_EXECUTABLE} "${AGENT_CASES_FOLDER}/matrix.py" sample
                  OUTPUT_VARIABLE lines OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" lines "${lines}")
  foreach(line IN LISTS lines)
    separate_arguments(line)
    list(GET line 0 switch)
    list(GET line 1 number)
    list(GET line 2 name)
    set(shown "oma_switch.${switch}.int-${number}")
    agent_case(${shown} ${name} ";AGENT_SWITCHES=${switch}")
  endforeach()
endfunction()
