#!/bin/sh
# 安装草原哨网关代理,不需要互联网 / Installs the Steppewatch gateway agent without the internet.
#
#   tar xf steppewatch-edge-….tar && sudo sh steppewatch-edge/install.sh
#
# 可重复运行:已有的配置与密钥从不覆盖 / Safe to run again: settings and keys are never overwritten.
set -eu
# 代理用户须能读 / The agent's user must be able to read what root installs.
umask 022

usage() {
  cat <<'TEXT'
install.sh [--prefix DIR] [--python PATH] [--trust FILE] [--replace] [--no-start]
  --prefix DIR    全部装在 DIR 之下,不需要 root / everything goes below DIR; no root needed, nothing started
  --python PATH   使用该 Python / use this Python
  --trust FILE    签发人的公钥 / the signer's public key, brought by another way
  --replace       覆盖安装另一版本 / install over another release
  --no-start      不启动服务 / do not start the service
TEXT
}

fail() {
  printf '%s\n' "$*" >&2
  exit 2
}

prefix='' python='' start=yes trust='' replace=''
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix | --python | --trust)
      [ $# -ge 2 ] || fail "$1: 缺少参数 / needs a value"
      case "$1" in --prefix) prefix=$2 ;; --python) python=$2 ;; --trust) trust=$2 ;; esac
      shift 2
      ;;
    --replace) replace=--replace; shift ;;
    --no-start) start=no; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "$1: 未知选项 / unknown option" ;;
  esac
done

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
for file in manifest.json manifest.sig bundle.env SHA256SUMS requirements.txt; do
  [ -f "$here/$file" ] || fail "$here/$file: 缺失,请重新解包 / missing; unpack the bundle anew"
done

echo "校验文件 / checking the files …"
(cd "$here" && sha256sum --check --quiet SHA256SUMS) ||
  fail "文件损坏,请重新传输 / a file is damaged; transfer the bundle anew"

value() { sed -n "s/^$1=//p" "$here/bundle.env"; }
version=$(value VERSION) wanted=$(value PYTHON) machine=$(value MACHINE)
[ "$(uname -m)" = "$machine" ] ||
  fail "安装包用于 $machine,本机为 $(uname -m) / made for $machine, this is $(uname -m); edge-agent bundle --platform …"

speaks() { [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$wanted" ]; }
if [ -z "$python" ]; then
  for candidate in "python$wanted" python3; do
    if command -v "$candidate" >/dev/null && speaks "$candidate"; then
      python=$(command -v "$candidate")
      break
    fi
  done
fi
[ -n "$python" ] && speaks "$python" ||
  fail "需要 Python $wanted / Python $wanted is needed; --python PATH, 或制作安装包时用 / or make the bundle with --python"

owner=''
if [ -z "$prefix" ]; then
  [ "$(id -u)" = 0 ] || fail "请用 sudo 运行 / run this with sudo; 试装可用 / for a trial: --prefix DIR"
  owner=steppewatch-edge
  if ! getent passwd "$owner" >/dev/null; then
    echo "创建用户 / making the user $owner"
    useradd --system --user-group --no-create-home --home-dir /var/lib/steppewatch \
      --shell /usr/sbin/nologin "$owner"
  fi
  runuser -u "$owner" -- "$python" -c '' 2>/dev/null ||
    fail "$python: 用户 $owner 无权运行 / $owner may not run it; 换用系统的 / take the system's: --python /usr/bin/python$wanted"
  # 串口归 dialout 组 / serial ports belong to the group dialout
  if getent group dialout >/dev/null; then usermod --append --groups dialout "$owner"; fi
fi

base="$prefix/opt/steppewatch"
release="$base/releases/$version-$(sha256sum "$here/manifest.json" | cut -c1-12)"
if [ ! -f "$release/manifest.json" ]; then
  echo "安装到 / installing into $release …"
  rm -rf "$release"
  mkdir -p "$release"
  "$python" -m venv --without-pip "$release/venv"
  pip=$(echo "$here"/wheels/pip-*.whl)
  env -i PATH="$PATH" LANG=C.UTF-8 PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 PIP_ROOT_USER_ACTION=ignore \
    "$release/venv/bin/python" -I "$pip/pip" install --quiet --no-cache-dir --disable-pip-version-check \
    --no-index --find-links "$here/wheels" --only-binary=:all: --no-deps --require-hashes \
    --requirement "$here/requirements.txt" ||
    fail "安装失败,见上 / the installation failed, see above"
fi

ready=0
"$release/venv/bin/python" -m edge_agent.delivery.installing "$here" --prefix "${prefix:-/}" \
  ${trust:+--trust "$trust"} ${owner:+--owner "$owner"} $replace || ready=$?
[ "$ready" = 0 ] || [ "$ready" = 3 ] || exit "$ready"

if [ -z "$prefix" ]; then
  ln -sfn /opt/steppewatch/current/venv/bin/edge-agent /usr/local/bin/edge-agent
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable --quiet steppewatch-edge.service steppewatch-edge-resume.service steppewatch-edge-update.path
    if [ "$start" = yes ] && [ "$ready" = 0 ]; then
      systemctl restart steppewatch-edge.service
      systemctl start steppewatch-edge-update.path
      echo "已启动 / started: systemctl status steppewatch-edge"
    fi
  else
    echo "没有 systemd,请自行启动 / no systemd here; start it yourself: edge-agent run --config /etc/steppewatch/agent.toml"
  fi
fi
[ "$ready" = 0 ] || exit 0
echo "完成 / done"
