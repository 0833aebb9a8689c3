#!/usr/bin/env python3
"""Sets everything up and runs Newsgauge: `python3 start.py`; sets everything up and tests it: `python3 start.py test`.

Needs nothing but Python 3.11 or newer. The environment is made in .venv beside this file, and packages are installed
again only when the list of requirements changed. The syntax here is that of Python 3.6 on purpose, so that an old
Python can say that it is too old.
"""

import argparse
import errno
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))"
PORT = 8501
PATIENCE = 120                 # seconds that the dashboard may take to answer


def say(text):
    print("newsgauge: " + text, flush=True)


def fail(text):
    sys.stderr.write("newsgauge: " + text + "\n")
    sys.exit(1)


def environment(**more):
    """The environment of every program started here: UTF-8 everywhere, also where the system's is another."""
    return dict(os.environ, PYTHONUTF8="1", **more)


# --- Python and its packages

def use_new_enough_python():
    """Start again under a newer Python on the path if this one is too old, or say what to do."""
    if sys.version_info[:2] >= OLDEST:
        return
    found = "{}.{}".format(*sys.version_info[:2])
    for minor in range(14, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        # A command of that name may be a stand-in that only says it has no such Python, so it is tried.
        if other and subprocess.call([other, "-c", NEW_ENOUGH], stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL) == 0:
            say(f"Python {found} is too old, going on with {other}")
            sys.exit(subprocess.call([other, os.path.abspath(__file__)] + sys.argv[1:]))
    fail(f"Python {found} is too old: install Python 3.11 or newer and run this again with it.")


def make_environment():
    """Make .venv unless it is there and whole."""
    if os.path.exists(PYTHON):
        if subprocess.call([PYTHON, "-c", "import pip; " + NEW_ENOUGH], stderr=subprocess.DEVNULL) == 0:
            return
        say("the environment in .venv is damaged or too old; making it anew")
    else:
        say("making the environment in .venv")
    try:
        import venv
        # As `python -m venv` does: a copied interpreter does not find its libraries on every system.
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
    except (ImportError, subprocess.CalledProcessError):
        shutil.rmtree(VENV, ignore_errors=True)
        fail("this Python cannot make environments: on Debian and Ubuntu run 'sudo apt install python3-venv', "
             "elsewhere install Python from python.org, then run this again.")
    except OSError as error:
        fail(f"the environment could not be written to {VENV} ({error.strerror or error}): check the folder's rights "
             "and the free space, then run this again.")


def install(name):
    """Install a list of requirements unless exactly that was installed before."""
    digest = hashlib.sha256()
    for file in ("requirements.txt", name):
        with open(os.path.join(HERE, file), "rb") as handle:
            digest.update(handle.read())
    stamp = os.path.join(VENV, name + ".installed")
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as handle:
            if handle.read() == digest.hexdigest():
                return
    say(f"installing the packages of {name} (once; a minute or a few)")
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", "--requirement",
               os.path.join(HERE, name)]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", errors="replace", env=environment())
    for line in pip.stdout:
        if sys.stdout.isatty() and line.startswith(("Collecting ", "Installing ")):
            sys.stdout.write(f"\r  {line.strip()[:70]:70}")
            sys.stdout.flush()
    if sys.stdout.isatty():
        sys.stdout.write("\r" + " " * 72 + "\r")
    if pip.wait():
        fail(f"the packages of {name} could not be installed: is there a network, and room on the disk? The lines "
             "above say what pip found wrong; run this again when it is mended.")
    with open(stamp, "w", encoding="utf-8") as handle:
        handle.write(digest.hexdigest())


# --- the dashboard

def answers(port):
    """Whether some program listens on the port, on whichever of the machine's own addresses."""
    try:
        socket.create_connection(("localhost", port), timeout=0.5).close()
        return True
    except OSError:
        return False


def free_port(wish):
    """The port wished for, or without a wish the first free one from PORT on."""
    if wish is not None and not 0 < wish < 65536:
        fail(f"there is no port {wish}: choose one from 1024 to 65535 with --port.")
    for candidate in [wish] if wish is not None else range(PORT, PORT + 40):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name != "nt":      # on Windows this option would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError as error:
                if wish is not None and error.errno == errno.EACCES:
                    fail(f"port {wish} may not be used by you: choose one from 1024 to 65535 with --port.")
                continue
        if not answers(candidate):
            if wish is None and candidate != PORT:
                say(f"port {PORT} is in use, taking {candidate}")
            return candidate
    if wish is None:
        fail(f"the ports from {PORT} on are all in use: stop a program that has one or choose another with --port.")
    fail(f"port {wish} is in use: stop the program that has it or choose another with --port.")


def wait_and_open(address, open_browser, server):
    """Print the address once the dashboard answers, and open it."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))     # no proxy knows this machine
    end = time.time() + PATIENCE
    while server.poll() is None:
        try:
            opener.open(address + "/_stcore/health", timeout=2).read()
        except OSError:
            if time.time() > end:
                say(f"the dashboard does not answer at {address}; its own lines above may say why")
                return
            time.sleep(0.1)
            continue
        say(f"the dashboard is at {address}  (stop it with Ctrl+C)")
        if open_browser:
            webbrowser.open(address)
        return


def stopped(number, frame):
    raise KeyboardInterrupt


def run(wish, open_browser):
    port = free_port(wish)
    make_environment()
    install("requirements.txt")
    say("reading the documents")
    if subprocess.call([PYTHON, "-m", "newsgauge", "build"], cwd=HERE, env=environment()):
        say("not every document could be read; the lines above say which and what to do. Going on with the others")
    say("starting the dashboard")
    server = subprocess.Popen([PYTHON, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port),
                               "--server.headless", "true"], cwd=HERE, env=environment())
    threading.Thread(target=wait_and_open, args=(f"http://localhost:{port}", open_browser, server),
                     daemon=True).start()
    signal.signal(signal.SIGTERM, stopped)
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return 0


# --- the tests

def ask_for_browser():
    """The browser that the program itself finds (BROWSER_PATH names another), or ""."""
    asked = subprocess.run([PYTHON, "-c", "from newsgauge.export import browser_path; print(browser_path() or '')"],
                           cwd=HERE, env=environment(), stdout=subprocess.PIPE, encoding="utf-8")
    return asked.stdout.strip()


def has_chinese_font():
    lister = shutil.which("fc-list")
    if lister is None:
        return os.name == "nt" or sys.platform == "darwin"
    return bool(subprocess.run([lister, ":lang=zh-cn"], stdout=subprocess.PIPE).stdout.strip())


def get_browser():
    """See to it that there is a browser for the tests; on Debian as root it is installed."""
    browser = ask_for_browser()
    if (not browser or not has_chinese_font()) and shutil.which("apt-get") and os.geteuid() == 0:
        say("installing chromium and fonts-noto-cjk for the tests (once; a few minutes)")
        quiet = dict(stdout=subprocess.DEVNULL, env=environment(DEBIAN_FRONTEND="noninteractive"))
        subprocess.call(["apt-get", "update", "-qq"], **quiet)
        if subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk",
                            "fontconfig"], **quiet):
            fail("chromium and fonts-noto-cjk could not be installed: run 'apt-get install chromium fonts-noto-cjk' "
                 "and read what it says.")
        browser = ask_for_browser()
    if not browser:
        fail("the tests need a browser: install Chrome, Chromium or Edge (Debian: 'sudo apt install chromium "
             "fonts-noto-cjk'), or name one in BROWSER_PATH, and run this again.")
    return browser


def test(arguments):
    make_environment()
    install("requirements-dev.txt")
    browser = get_browser()
    say(f"testing with {browser}")
    style = subprocess.call([PYTHON, "-m", "ruff", "check", "."], cwd=HERE)
    tests = subprocess.call([PYTHON, "-m", "pytest"] + arguments, cwd=HERE, env=environment(BROWSER_PATH=browser))
    return style or tests


def main():
    use_new_enough_python()
    if sys.argv[1:2] == ["test"]:
        return test(sys.argv[2:])
    parser = argparse.ArgumentParser(
        description="Set up and run Newsgauge. 'start.py test' sets up and runs every test; what follows is handed to "
                    "pytest.")
    parser.add_argument("--port", type=int, help=f"port of the dashboard (default: {PORT}, or the next free one)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    options = parser.parse_args()
    return run(options.port, not options.no_browser)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
