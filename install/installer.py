"""安装程序：装在离线安装包里，只用标准库。`python3 taizhang-….pyz [目录]` installs, or brings up to date what is installed."""

from __future__ import annotations

import platform
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

BUNDLE = Path(sys.argv[0]).resolve()
_DEFAULT = Path("/opt/taizhang")
_USAGE = f"用法：python3 {BUNDLE.name} [安装目录]　不写的装到 {_DEFAULT}；目录中已经装有的，更新到这一版"
_PAGE = "安装.md"
_UNIT = "taizhang.service"


class InstallError(Exception):
    """What keeps us from installing, with what to do."""


def main(arguments: list[str]) -> int:
    """Install; 0 done, 1 not, 2 wrong usage."""
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        say(_USAGE)
        return 0 if arguments and arguments[0] in ("-h", "--help") else 2
    try:
        install(Path(arguments[0]) if arguments else _DEFAULT)
    except InstallError as error:
        say(str(error))
        return 1
    return 0


def install(target: Path) -> None:
    """The house into a folder of its own: nothing of the machine's Python is touched, no network is asked."""
    target = target.absolute()
    with TemporaryDirectory() as folder:
        content = Path(folder)
        with zipfile.ZipFile(BUNDLE) as archive:
            archive.extractall(content)
        refuse_other_machine((content / "platform").read_text(encoding="utf-8"))
        say(f"安装到 {target} ……")
        python = _environment(target)
        wheels = content / "wheels"
        _pip(python, wheels, "--require-hashes", "-r", str(content / "requirements.lock"))
        _pip(python, wheels, "--force-reinstall", *map(str, wheels.glob("taizhang-*.whl")))
        (target / _PAGE).write_bytes((content / _PAGE).read_bytes())
        unit = (content / _UNIT).read_text(encoding="utf-8").replace(str(_DEFAULT), str(target))
        (target / _UNIT).write_text(unit, encoding="utf-8")
    told(target)


def refuse_other_machine(wanted: str) -> None:
    """Say so where the wheels would not run. Raises InstallError."""
    here = f"cp{sys.version_info.major}{sys.version_info.minor}-{sysconfig.get_platform()}"
    if here != wanted:
        python, _, machine = wanted.partition("-")
        version = f"{python[2]}.{python[3:]}"
        raise InstallError(
            f"这个安装包用于 Python {version}、{machine}，本机是 Python {platform.python_version()}、{sysconfig.get_platform()}；"
            f"请用 python{version} 运行，或索取与本机相符的安装包"
        )


def _environment(target: Path) -> Path:
    """The Python of the folder, made where there is none."""
    python = target / "bin" / "python"
    if target.exists() and any(target.iterdir()) and not (target / "pyvenv.cfg").exists():
        raise InstallError(f"{target} 中已有其他文件，未作任何改动；请另给一个目录")
    try:
        if not python.exists():
            venv.create(target, with_pip=True, symlinks=True)
    except PermissionError:
        raise InstallError(f"没有权限写入 {target}；请加 sudo 运行，或另给一个目录") from None
    except (subprocess.CalledProcessError, ModuleNotFoundError, ImportError):
        raise InstallError(
            "本机的 Python 缺少 venv（Debian、Ubuntu、统信、麒麟上的软件包名为 python3-venv），请先安装"
        ) from None
    return python


def _pip(python: Path, wheels: Path, *words: str) -> None:
    """Install from the wheels and nowhere else. Raises InstallError."""
    command = [
        str(python), "-m", "pip", "--isolated", "install", "-q", "--disable-pip-version-check", "--no-warn-script-location",
        "--no-index", "--no-deps", "--find-links", str(wheels), *words,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    if done.returncode:
        raise InstallError(f"安装没有完成，可以再运行一次；详细情况：\n{done.stderr.strip()[-2000:]}")


def told(target: Path) -> None:
    """What to do next."""
    program = target / "bin" / "taizhang"
    say(f"已安装：{program}")
    say("下一步：")
    say(f"1. 看演示（一两分钟）：{program} demo --office 演示")
    say(f"2. 建立工作目录：{program} init 工作目录 --ledger 台账.docx")
    say(f"3. 随机器启动：见 {target / _PAGE}，服务文件 {target / _UNIT}")


def say(line: str) -> None:
    """A line for the user."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
