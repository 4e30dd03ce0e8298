"""A real Chromium, driven over its debugging pipe: pages as readers see them, and what they ask the network for."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

MEASURE = """(() => {
  const parse = c => {
    const m = c.match(/[\\d.]+/g).map(Number);
    return [m[0], m[1], m[2], m.length > 3 ? m[3] : 1];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat([1]);
  const light = c => {
    const l = [0, 1, 2].map(i => c[i] / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];
  };
  const ground = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const faint = [];
  let texts = 0;
  let least = 99;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, element = node.parentElement;
    if (!node.data.trim() || !element.getClientRects().length) continue;
    const under = ground(element), ink = over(parse(getComputedStyle(element).color), under);
    const [a, b] = [light(under), light(ink)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    texts += 1;
    least = Math.min(least, ratio);
    if (ratio < 4.5) faint.push(node.data.trim().slice(0, 40) + " " + ratio.toFixed(2));
  }
  const scripts = [...document.querySelectorAll("*")].filter(e => e.tagName === "SCRIPT" ||
    [...e.attributes].some(a => a.name.startsWith("on") || (a.name !== "alt" && /^\\s*javascript:/i.test(a.value))));
  return {
    texts, least, faint, scripts: scripts.length, ran: window.pwned || null,
    wide: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - window.innerWidth,
    alts: [...document.images].filter(i => !i.alt.trim()).length,
    lang: document.documentElement.lang, dir: document.documentElement.dir,
    out: [...document.links].filter(a => a.getClientRects().length).length,
    buttons: [...document.querySelectorAll("p.button, p.scale")].filter(p => p.getClientRects().length).length,
  };
})()"""


class Browser:
    """One browser without a window. `asked`: the addresses it wanted, none of which it was given."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None
        (reads, answers), (asks, writes) = os.pipe(), os.pipe()
        # The browser talks on its descriptors 3 and 4, so ours are kept well above them.
        inherited = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 20) for fd in (asks, answers)]

        def as_three_and_four() -> None:
            for fd, wanted in zip(inherited, (3, 4), strict=True):
                os.dup2(fd, wanted)

        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
            "--disable-background-networking", "--hide-scrollbars", f"--user-data-dir={profile}", "about:blank",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command,
            close_fds=False,
            preexec_fn=as_three_and_four,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for fd in (asks, answers, *inherited):
            os.close(fd)
        self._out, self._in = os.fdopen(writes, "wb", buffering=0), os.fdopen(reads, "rb")
        self._number, self._rest = 0, b""
        self.asked: list[str] = []
        self._session = ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")
        self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])
        self._file = profile / "mail.html"
        self._loaded = False

    def show(self, html: str) -> None:
        """Open a page and wait until it and all it asks for has come, or has been refused."""
        self._file.write_text(html, encoding="utf-8")
        self._loaded = False
        self._call("Page.navigate", url=self._file.as_uri())
        while not self._loaded:
            self._hear()

    def measure(self, width: int, dark: bool) -> dict[str, Any]:
        """The page at a width, on a bright or a dark screen."""
        scheme = "dark" if dark else "light"
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        said = self._call("Runtime.evaluate", expression=MEASURE, returnByValue=True)
        assert "exceptionDetails" not in said, said
        found: dict[str, Any] = said["result"]["value"]
        return found

    def picture(self, file: Path) -> None:
        """The page shown last, whole, as a PNG."""
        made = self._call("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(made["data"]))

    def close(self) -> None:
        """End the browser that this object started."""
        try:
            self._session = ""
            self._call("Browser.close")
            self.process.wait(10)
        except (OSError, EOFError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()

    def _call(self, method: str, **values: Any) -> dict[str, Any]:
        number = self._say(method, values)
        while True:
            said = self._hear()
            if said.get("id") == number:
                assert "error" not in said, said
                result: dict[str, Any] = said["result"]
                return result

    def _say(self, method: str, values: dict[str, Any]) -> int:
        self._number += 1
        document: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        if self._session:
            document["sessionId"] = self._session
        self._out.write(json.dumps(document).encode() + b"\0")
        return self._number

    def _hear(self) -> dict[str, Any]:
        """The next thing the browser says. What it asks of the network is noted and refused."""
        while b"\0" not in self._rest:
            more = os.read(self._in.fileno(), 65536)
            if not more:
                raise EOFError("the browser has gone")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        said: dict[str, Any] = json.loads(line)
        if said.get("method") == "Page.loadEventFired":
            self._loaded = True
        elif said.get("method") == "Fetch.requestPaused":
            asked, url = {"requestId": said["params"]["requestId"]}, said["params"]["request"]["url"]
            if url == self._file.as_uri():
                self._say("Fetch.continueRequest", asked)
            else:
                self.asked.append(url)
                self._say("Fetch.failRequest", asked | {"errorReason": "Aborted"})
        return said
