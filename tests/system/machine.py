"""A Debian root that is really booted: systemd-nspawn around it, nsenter into it. It ends with the test, by process id."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
ENVIRONMENT = {"PATH": PATH, "HOME": "/root", "LC_ALL": "C.UTF-8", "SYSTEMD_PAGER": "", "DEBIAN_FRONTEND": "noninteractive"}
NAMESPACES = ["--mount", "--uts", "--ipc", "--net", "--cgroup"]


def unified_hierarchy():
    """Where cgroup2 is mounted; None where it is not or cannot be written."""
    for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
        _, place, kind, options = line.split()[:4]
        if kind == "cgroup2" and options.split(",")[0] == "rw":
            return pathlib.Path(place)
    return None


class Machine:
    """Boots a copy of `base` and waits until systemd in it has settled. It has a network of its own, with a loopback alone."""

    def __init__(self, base, folder, files=()):
        self.root, self.folder = folder / "root", folder
        # Under the same path in there, and a short one: sockets lie in it.
        self.shared = pathlib.Path(tempfile.mkdtemp(prefix="lwm2m.", dir="/run"))
        self.shared.chmod(0o755)
        subprocess.run(["cp", "--archive", "--reflink=auto", base, self.root], check=True)
        for file in files:
            shutil.copy(file, self.root / "root")
        self.group = unified_hierarchy() / f"lwm2m-agent-test-{os.getpid()}"
        self.group.mkdir()
        self.console = open(folder / "console.log", "w")
        environment = {"PATH": PATH, "UNIFIED_CGROUP_HIERARCHY": "1", "SYSTEMD_NSPAWN_API_VFS_WRITABLE": "1"}
        # systemd-udev-trigger would look at every device of the machine that the test runs on.
        masked = [f"systemd.mask={unit}" for unit in ("systemd-udev-trigger.service", "systemd-modules-load.service")]
        self.nspawn = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--directory", self.root, "--boot", "--register=no", "--keep-unit", "--private-network",
             "--link-journal=no", f"--bind={self.shared}", "--machine", "lwm2m-agent-test", "--console=pipe", *masked],
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=self.console, env=environment, start_new_session=True,
            preexec_fn=lambda: (self.group / "cgroup.procs").write_text(str(os.getpid())))
        try:
            self.leader = self.wait_for(self.find_leader, "its first process")
            self.wait_for(lambda: self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded"),
                          "settled systemd")
        except BaseException:
            self.stop()
            shutil.rmtree(self.shared, ignore_errors=True)
            raise

    def find_leader(self):
        """The process id of systemd in there, once it is the one that is to stay."""
        if self.nspawn.poll() is not None:
            raise AssertionError(f"systemd-nspawn ended with {self.nspawn.returncode}:\n{self.said()}")
        children = pathlib.Path(f"/proc/{self.nspawn.pid}/task/{self.nspawn.pid}/children").read_text().split()
        for child in children:
            if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                return int(child)
        return None

    def said(self):
        return (self.folder / "console.log").read_text(errors="replace")[-3000:]

    def wait_for(self, true, what, timeout=60):
        deadline = time.monotonic() + timeout
        while not (found := true()):
            if time.monotonic() > deadline:
                raise AssertionError(f"the machine has no {what}:\n{self.said()}")
            time.sleep(0.1)
        return found

    def inside(self, *arguments, processes=False):
        """The command line that runs `arguments` in there. What systemd is to talk to needs its process ids too, but then is a child of
        nsenter: ending nsenter would not end it."""
        set_environment = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        namespaces = [*NAMESPACES, "--pid"] if processes else NAMESPACES
        return ["nsenter", f"--target={self.leader}", *namespaces, "--root", "--wd=/", "--", "env", "-i", *set_environment,
                *map(str, arguments)]

    def run(self, *arguments, check=True, timeout=120, text=None):
        done = subprocess.run(self.inside(*arguments, processes=True), capture_output=True, text=True, errors="replace", timeout=timeout, input=text)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, arguments))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def say(self, *arguments, **options):
        return self.run(*arguments, **options).stdout.strip()

    def write(self, path, text, mode=0o644, owner=None):
        # Through the machine's own eyes: what lies on its /run and /dev is not in the folder of its root.
        self.run("sh", "-c", f"mkdir -p $(dirname {path}); umask 077; cat >{path}; chmod {mode:o} {path}", text=text)
        if owner:
            self.run("chown", owner, path)

    def stop(self):
        if self.nspawn.poll() is None:
            self.nspawn.terminate()  # asks systemd in there to power off
            try:
                self.nspawn.wait(30)
            except subprocess.TimeoutExpired:
                self.nspawn.kill()
                self.nspawn.wait()
        self.console.close()
        folders = sorted((path for path in self.group.rglob("*") if path.is_dir()), reverse=True)
        for folder in [*folders, self.group]:
            try:
                folder.rmdir()
            except OSError:
                pass
