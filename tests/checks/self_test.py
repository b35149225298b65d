#!/usr/bin/env python3
"""The checks of this folder can fail: planted samples of what they are to find, and of what they are to leave alone."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import coroutines
import includes
import sizes

HERE = pathlib.Path(__file__).parent


def run(check, files):
    """Exit code and output of a check on a tree of those files."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        shutil.copy(HERE.parent.parent / ".clang-format", root)
        done = subprocess.run([sys.executable, HERE / check, root], capture_output=True, text=True)
        return done.returncode, done.stdout


class Includes(unittest.TestCase):
    def test_finds_a_dependency_against_the_direction(self):
        for path, quoted in [("lwm2m/coap/a.hpp", "lwm2m/client/b.hpp"), ("modem/at/a.cpp", "lwm2m/model/b.hpp"),
                             ("lwm2m/client/a.cpp", "modem/modem.hpp"), ("modem/modem.cpp", "config/settings.hpp"),
                             ("config/a.cpp", "daemon/b.hpp"), ("lwm2m/base/a.hpp", "lwm2m/coap/code.hpp"),
                             ("daemon/a.cpp", "modem/emulator/pty.hpp"), ("lwm2m/codec/a.cpp", "lwm2m/demo_server/b.hpp"),
                             ("daemon/a.cpp", "tests/b.hpp"), ("lwm2m/model/a.cpp", "lwm2m/codec/tlv.hpp"),
                             ("modem/at/a.cpp", "modem/modem.hpp"), ("modem/at/a.hpp", "modem/emulator/b.hpp")]:
            with self.subTest(path=path, quoted=quoted):
                self.assertEqual(len(includes.problems_in(path, f'\n#include "{quoted}"\n')), 1)

    def test_leaves_the_right_direction_alone(self):
        for path, quoted in [("lwm2m/coap/a.hpp", "lwm2m/base/bytes.hpp"), ("modem/qcoap/a.hpp", "lwm2m/coap/message.hpp"),
                             ("daemon/a.cpp", "config/settings.hpp"), ("tests/client/a.cpp", "modem/emulator/b.hpp"),
                             ("config/a.cpp", "modem/bring_up.hpp"), ("lwm2m/client/a.hpp", "lwm2m/model/handler.hpp"),
                             ("modem/emulator/a.cpp", "modem/qcoap/urc.hpp"), ("daemon/a.cpp", "version.hpp")]:
            with self.subTest(path=path, quoted=quoted):
                self.assertEqual(includes.problems_in(path, f'#include "{quoted}"'), [])

    def test_keeps_input_output_and_clocks_out_of_the_pure_rooms(self):
        for line in ["#include <boost/asio/io_context.hpp>", "#include <fstream>", "#include <sys/stat.h>",
                     "auto now = std::chrono::system_clock::now();", "x = Clock::now ();", "std::random_device seed;"]:
            with self.subTest(line=line):
                self.assertEqual(len(includes.problems_in("lwm2m/client/a.cpp", line)), 1)
                self.assertEqual(len(includes.problems_in("modem/at/a.cpp", line)), 1)
                self.assertEqual(includes.problems_in("modem/serial_port.cpp", line), [])
                self.assertEqual(includes.problems_in("modem/emulator/a.cpp", line), [])
                self.assertEqual(includes.problems_in("daemon/a.cpp", line), [])

    def test_does_not_read_comments(self):
        text = "// never system_clock::now()\n/* #include <fstream>\n#include <fstream> */\n"
        self.assertEqual(includes.problems_in("lwm2m/client/a.cpp", text), [])

    def test_fails_as_a_command(self):
        code, said = run("includes.py", {"lwm2m/coap/a.hpp": '#include "modem/modem.hpp"\n'})
        self.assertEqual((code, said.splitlines()[0].split(" ")[0]), (1, "lwm2m/coap/a.hpp:1:"))
        self.assertEqual(run("includes.py", {"daemon/a.cpp": '#include "modem/modem.hpp"\n'})[0], 0)


class Coroutines(unittest.TestCase):
    def test_finds_each_of_the_four_spellings(self):
        for text in ['co_await send({.text = "x"});', "co_await send(Message{1, 2});", "co_await run([this] { go(); });",
                     "co_await run([a, b](int x) mutable -> int { return a; });", "auto x = ok ? co_await a() : 0;",
                     "auto x = co_await a() ? 1 : 2;", "std::vector<std::string> v{co_await a(), co_await b()};",
                     'task f() { co_await g(); }\ntask h() { if (x) { co_await send({.text = "}"}); } }']:
            with self.subTest(text=text):
                self.assertEqual(len(coroutines.problems_in("a.cpp", text)), 1)

    def test_leaves_named_values_and_blocks_alone(self):
        for text in ["const Message m{1, 2};\nco_await send(m);", "if (ready) { co_await go(); }", "// co_await send({1});",
                     "for (;;) { auto x = co_await next(); }", 'log("co_await send({1})");', "task f() { co_await g(); }",
                     "try { co_await g(); } catch (...) {}", "auto run = [this]() -> task<void> { co_await go(); };"]:
            with self.subTest(text=text):
                self.assertEqual(coroutines.problems_in("a.cpp", text), [])

    def test_fails_as_a_command_and_names_the_line(self):
        code, said = run("coroutines.py", {"daemon/a.cpp": "int a;\nint b;\nco_await send(\n    {1, 2});\n"})
        self.assertEqual((code, said.split(" ")[0]), (1, "daemon/a.cpp:3:"))


class Format(unittest.TestCase):
    @unittest.skipUnless(shutil.which("clang-format"), "there is no clang-format")
    def test_finds_a_line_that_is_not_formatted(self):
        code, said = run("format.py", {"a.cpp": "int a;\nint   b;\n"})
        self.assertEqual((code, said.split(" ")[0]), (1, "a.cpp:2:"))
        self.assertEqual(run("format.py", {"a.cpp": "int a;\n"})[0], 0)


class Scripts(unittest.TestCase):
    def test_finds_what_cannot_be_read_or_run(self):
        for name, text in [("a.py", "def f(:\n"), ("b.sh", "if true; then\n"), ("scripts/c", "#!/bin/sh\n")]:
            with self.subTest(name=name):
                self.assertEqual(run("scripts.py", {name: text})[0], 1)
        self.assertEqual(run("scripts.py", {"a.py": "a = 1\n", "b.sh": "true\n", "scripts/README": "words\n"})[0], 0)


class Sizes(unittest.TestCase):
    def test_notes_long_files_and_refuses_far_longer_ones(self):
        self.assertEqual(sizes.problems_in("a.cpp", "\n" * sizes.ABOUT), ([], []))
        self.assertEqual(sizes.problems_in("a.cpp", "\n" * sizes.AT_MOST)[0], [])
        self.assertEqual(run("sizes.py", {"a.cpp": "\n" * (sizes.AT_MOST + 1)})[0], 1)
        code, said = run("sizes.py", {"a.py": "\n" * (sizes.ABOUT + 1), "build/b.cpp": "\n" * 9999})
        self.assertEqual((code, said.splitlines()[0].split(":")[0]), (0, "note"))


if __name__ == "__main__":
    unittest.main()
