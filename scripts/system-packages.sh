#!/bin/sh
# What some tests need beside Python: Chromium with a Chinese font, and Java for Spark. Only what is missing.
set -eu
missing=""
if ! command -v chromium >/dev/null 2>&1 || ! fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then
    missing="chromium fonts-noto-cjk fontconfig"
fi
if ! command -v java >/dev/null 2>&1; then
    missing="$missing openjdk-17-jre-headless"
fi
if [ -z "$missing" ]; then
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
    echo "有些测试需要 $missing,当前系统无法自动安装,相关测试将跳过。" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 - a list of packages
apt-get install -y -qq --no-install-recommends $missing >/dev/null
