"""The two commands: what they say when something is missing, what they don't do twice, how they begin and end."""

import ast
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import start

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path):
    """An empty folder with nothing but the starter and the lists of packages."""
    for name in ("start.py", "requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(folder, *arguments, **environment):
    return subprocess.run([sys.executable, "start.py", *arguments], cwd=folder, capture_output=True, encoding="utf-8",
                          env=dict(os.environ, PYTHONUTF8="1", **environment), timeout=120)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- Python and its packages

def test_an_old_python_can_read_the_starter():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_says_that_it_is_too_old(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit):
        start.use_new_enough_python()
    assert "Python 3.9 is too old: install Python 3.11 or newer" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="commands named python3.12 are of other systems")
def test_an_old_python_goes_on_with_a_newer_one_that_works(monkeypatch, capfd, tmp_path):
    commands = {"python3.13": "echo no such Python; exit 127", "python3.12": f'exec "{sys.executable}" "$@"'}
    for name, line in commands.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["start.py", "--help"])
    with pytest.raises(SystemExit) as left:
        start.use_new_enough_python()
    out = capfd.readouterr().out
    assert left.value.code == 0
    assert f"going on with {tmp_path / 'python3.12'}" in out
    assert "--no-browser" in out


def test_without_the_venv_module_it_says_what_to_install(folder):
    (folder / "venv.py").write_text("raise ImportError('no venv')")
    done = run(folder, "--no-browser", "--port", str(free_port()))
    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / ".venv").exists()


def test_without_a_network_it_says_so_and_what_to_do(folder):
    broken = folder / Path(start.PYTHON).relative_to(start.HERE)
    broken.parent.mkdir(parents=True)
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    closed = f"http://127.0.0.1:{free_port()}/simple"
    done = run(folder, "test", PIP_CONFIG_FILE=os.devnull, PIP_INDEX_URL=closed, PIP_EXTRA_INDEX_URL="",
               PIP_FIND_LINKS="", PIP_RETRIES="0")
    assert done.returncode == 1
    assert "the environment in .venv is damaged or too old; making it anew" in done.stdout
    assert "installing the packages of requirements-dev.txt" in done.stdout
    assert "is there a network" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / ".venv" / "requirements-dev.txt.installed").exists(), "the next start must try again"


def test_packages_are_installed_again_only_when_the_list_changed(monkeypatch, capfd, tmp_path):
    monkeypatch.setattr(start, "HERE", str(tmp_path))
    monkeypatch.setattr(start, "VENV", str(tmp_path))
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    said = []
    for text in ("# nothing", "# nothing", "# still nothing"):
        (tmp_path / "requirements.txt").write_text(text)
        start.install("requirements.txt")
        said.append("installing" in capfd.readouterr().out)
    assert said == [True, False, True]


# --- the dashboard

def test_a_port_in_use_is_said_before_anything_is_made(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(folder, "--no-browser", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port} is in use" in done.stderr
    assert "--port" in done.stderr
    assert not (folder / ".venv").exists()


def test_a_port_that_cannot_be_is_said(folder):
    assert "there is no port 99999" in run(folder, "--port", "99999").stderr


def test_without_a_wish_the_next_free_port_is_taken(monkeypatch, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(start, "PORT", taken)
        assert start.free_port(None) > taken
    assert f"port {taken} is in use, taking" in capsys.readouterr().out


def test_the_dashboard_starts_answers_and_ends(tmp_path):
    port = free_port()
    command = [sys.executable, "-u", "start.py", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                          env=dict(os.environ, PYTHONUTF8="1", NEWSGAUGE_HOME=str(tmp_path / "home"))) as program:
        lines = []
        for line in program.stdout:
            lines.append(line)
            if "the dashboard is at" in line:
                break
        text = "".join(lines)
        assert f"http://localhost:{port}" in text, text
        assert "reading the documents" in text
        assert (tmp_path / "home" / "shards").is_dir()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        assert opener.open(f"http://localhost:{port}/indicators", timeout=20).status == 200
        program.send_signal(signal.SIGTERM)
        program.stdout.read()
        assert program.wait(30) == 0
    assert not start.answers(port)


# --- the tests

def test_without_a_browser_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(start, "ask_for_browser", lambda: "")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit):
        start.get_browser()
    assert "install Chrome, Chromium or Edge" in capsys.readouterr().err


def test_ci_runs_the_test_command():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "python3 start.py test" in script.read_text(encoding="utf-8")
