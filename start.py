#!/usr/bin/env python3
"""Sets everything up and runs Newsgauge: `python3 start.py`; sets everything up and tests it: `python3 start.py test`.

Needs nothing but Python 3.11 or newer. The environment is made in .venv beside this file, and packages are installed
again only when the list of requirements changed. The syntax here is kept old on purpose, so that an old Python can
say that it is too old.
"""

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
PORT = 8501
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
BROWSER_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    os.path.expandvars(r"%ProgramFiles%\Google\Chrome\Application\chrome.exe"),
    os.path.expandvars(r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe"),
    os.path.expandvars(r"%LocalAppData%\Google\Chrome\Application\chrome.exe"),
    os.path.expandvars(r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe"),
    os.path.expandvars(r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe"),
)


def say(text):
    print("newsgauge: " + text, flush=True)


def fail(text):
    sys.stderr.write("newsgauge: " + text + "\n")
    sys.exit(1)


def use_new_enough_python():
    """Start again under a newer Python on the path if this one is too old, or say what to do."""
    if sys.version_info[:2] >= OLDEST:
        return
    found = "%d.%d" % sys.version_info[:2]
    for minor in range(14, OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)
        if other:
            say("Python %s is too old, going on with %s" % (found, other))
            sys.exit(subprocess.call([other] + [os.path.abspath(__file__)] + sys.argv[1:]))
    fail("Python %s is too old: install Python 3.11 or newer and run this again with it." % found)


def make_environment():
    if os.path.exists(PYTHON):
        asked = subprocess.run([PYTHON, "-c", "import sys, pip; print(sys.version_info[:2] >= (3, 11))"],
                               capture_output=True, text=True)
        if asked.stdout.strip() == "True":
            return
        say("the environment in .venv is damaged or too old; making it anew")
        shutil.rmtree(VENV, ignore_errors=True)
    say("making the environment in .venv")
    try:
        import venv
        venv.EnvBuilder(with_pip=True, clear=True).create(VENV)
    except (ImportError, subprocess.CalledProcessError):
        shutil.rmtree(VENV, ignore_errors=True)
        fail("this Python cannot make environments: on Debian and Ubuntu run 'sudo apt install python3-venv', "
             "elsewhere install Python from python.org, then run this again.")
    except OSError as error:
        fail("the environment could not be written to %s (%s): check the folder's rights and free space." % (VENV, error))


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
    say("installing %s (once; a few minutes)" % name)
    done = subprocess.run([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet",
                           "--requirement", os.path.join(HERE, name)])
    if done.returncode:
        fail("the packages of %s could not be installed: is there a network? The lines above say what pip found wrong; "
             "run this again when it is mended." % name)
    with open(stamp, "w", encoding="utf-8") as handle:
        handle.write(digest.hexdigest())


def free_port(port, asked_for):
    """The port if it is free; without a wish of the user's the next free one."""
    for candidate in range(port, port + (1 if asked_for else 40)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # On Windows this option would let two servers share a port.
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
                return candidate
            except OSError:
                continue
    fail("port %d is in use: stop the program that has it or choose another with --port." % port)


def wait_and_open(address, open_browser, server):
    for _ in range(600):
        if server.poll() is not None:
            return
        try:
            urllib.request.urlopen(address + "/_stcore/health", timeout=2).read()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    say("the dashboard is at %s  (stop it with Ctrl+C)" % address)
    if open_browser:
        webbrowser.open(address)


def run(port, asked_for, open_browser):
    make_environment()
    install("requirements.txt")
    port = free_port(port, asked_for)
    say("reading the shipped documents")
    if subprocess.run([PYTHON, "-m", "newsgauge", "build"], cwd=HERE).returncode:
        fail("the store could not be built; the lines above say what is wrong and what to do.")
    say("starting the dashboard")
    server = subprocess.Popen([PYTHON, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port),
                               "--server.headless", "true"], cwd=HERE)
    threading.Thread(target=wait_and_open, args=("http://localhost:%d" % port, open_browser, server), daemon=True).start()
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return 0


def find_browser():
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    return next((path for path in BROWSER_PATHS if os.path.exists(path)), None)


def has_chinese_font():
    lister = shutil.which("fc-list")
    if lister is None:
        return os.name == "nt" or sys.platform == "darwin"
    return bool(subprocess.run([lister, ":lang=zh-cn"], capture_output=True, text=True).stdout.strip())


def get_browser():
    """A browser for the tests; on Debian as root it is installed."""
    browser = find_browser()
    if browser and has_chinese_font():
        return browser
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("installing chromium and fonts-noto-cjk for the tests")
        quiet = dict(stdout=subprocess.DEVNULL, env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        done = subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk",
                               "fontconfig"], **quiet)
        if done.returncode:
            fail("chromium and fonts-noto-cjk could not be installed; run 'apt-get install chromium fonts-noto-cjk' and read "
                 "what it says.")
        browser = find_browser()
    if not browser:
        fail("the tests need a browser: install Chrome, Chromium or Edge (Debian: 'sudo apt install chromium fonts-noto-cjk') "
             "and run this again.")
    return browser


def test(arguments):
    make_environment()
    install("requirements-dev.txt")
    browser = get_browser()
    say("testing with %s" % browser)
    environment = dict(os.environ, NEWSGAUGE_BROWSER=browser, PYTHONUTF8="1")
    style = subprocess.run([PYTHON, "-m", "ruff", "check", "."], cwd=HERE).returncode
    tests = subprocess.run([PYTHON, "-m", "pytest"] + arguments, cwd=HERE, env=environment).returncode
    return style or tests


def main():
    use_new_enough_python()
    if sys.argv[1:2] == ["test"]:
        return test(sys.argv[2:])
    parser = argparse.ArgumentParser(description="Set up and run Newsgauge; 'start.py test' sets up and runs every test.")
    parser.add_argument("--port", type=int, help="port of the dashboard (default: %d, or the next free one)" % PORT)
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    options = parser.parse_args()
    return run(options.port or PORT, options.port is not None, not options.no_browser)


if __name__ == "__main__":
    sys.exit(main())
