#!/bin/sh
# What the browser tests need beside Python: Chromium and a Chinese font. Nothing is done where both are there.
set -eu
if command -v chromium >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
    echo "浏览器测试需要 chromium 和 fonts-noto-cjk,当前系统无法自动安装,相关测试将跳过。" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
