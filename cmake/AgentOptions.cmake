# Compiler settings shared by every target, and agent_library()/agent_program() that apply them.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(agent_options INTERFACE)
target_include_directories(agent_options INTERFACE "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/generated")
target_compile_features(agent_options INTERFACE cxx_std_20)
target_compile_options(agent_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fno-omit-frame-pointer
  -Wno-missing-field-initializers  # designated initialisers leave the rest to its default on purpose
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

# GNU ld, whatever else is there: behind Debian 12's lld an exception that passes some of g++'s frames ends in abort().
target_link_options(agent_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fuse-ld=bfd>)
# As shipped: what dpkg-buildflags calls hardening, and the standard library's own assertions. Position-independent programs are
# Debian's default.
target_compile_options(agent_options INTERFACE $<$<CONFIG:RelWithDebInfo>:-fstack-protector-strong>
  $<$<AND:$<CONFIG:RelWithDebInfo>,$<CXX_COMPILER_ID:GNU>>:-fstack-clash-protection>)
target_compile_definitions(agent_options INTERFACE $<$<CONFIG:RelWithDebInfo>:_FORTIFY_SOURCE=2> $<$<CONFIG:RelWithDebInfo>:_GLIBCXX_ASSERTIONS>)
target_link_options(agent_options INTERFACE $<$<CONFIG:RelWithDebInfo>:-Wl,-z,relro,-z,now>)
if(AGENT_SANITIZE)
  target_compile_options(agent_options INTERFACE -fsanitize=${AGENT_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(agent_options INTERFACE -fsanitize=${AGENT_SANITIZE})
  if(AGENT_SANITIZE MATCHES "thread")
    target_compile_options(agent_options INTERFACE -Wno-tsan)  # Asio's fences, which it does not see
  endif()
endif()
if(AGENT_COVERAGE)
  target_compile_options(agent_options INTERFACE --coverage)
  target_link_options(agent_options INTERFACE --coverage)
endif()

# agent_library(NAME SOURCES... [LINK targets...] [PRIVATE_LINK targets...]): a static library of one folder.
function(agent_library name)
  cmake_parse_arguments(ARG "" "" "LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC agent_options ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
endfunction()

# agent_program(NAME SOURCES... [LINK targets...]): an installed program.
function(agent_program name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE agent_options ${ARG_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
endfunction()
