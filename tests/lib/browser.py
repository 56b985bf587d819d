#!/usr/bin/python3
"""tests/lib/browser.py - a month's index page in a real browser: headless Chromium, by WebDriver

    browser.py URL --ca CA.pem --user USER --password-file FILE --folder DIR [--shots DIR]

Opens the page on the real share and prints one line a finding: `ok` or `not ok`, a tab, what was
looked at, a tab, what was seen. DIR is the month's folder as the share's server holds it. Standard
library only; chromedriver is spoken to over loopback. Needs chromium and chromium-driver.
"""

import argparse
import base64
import hashlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

FLAGS = """--headless --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync --disable-default-apps --no-default-browser-check
--hide-scrollbars --window-size=1280,1400 --disable-dev-shm-usage""".split()

# Each text with what it stands on: the least contrast of the page, WCAG 2 formula.
CONTRAST = """
const lin = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
const lum = c => .2126 * lin(c[0]) + .7152 * lin(c[1]) + .0722 * lin(c[2]);
const rgb = s => (s.match(/[\\d.]+/g) || []).map(Number);
const ground = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let least = 99, what = '', n = 0;
while (walk.nextNode()) {
    if (!walk.currentNode.data.trim()) continue;
    const e = walk.currentNode.parentElement, a = lum(rgb(getComputedStyle(e).color)), b = lum(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    n++;
    if (ratio < least) { least = ratio; what = walk.currentNode.data.trim().slice(0, 30); }
}
return [least, what, n];
"""


def say(good, what, seen=""):
    seen = str(seen).replace("\n", " ").replace("\t", " ")
    print(f"{'ok' if good else 'not ok'}\t{what}\t{seen}", flush=True)


class Refused(SystemExit):
    """What chromedriver will not do."""


class Browser:
    """One chromedriver, one session."""

    def __init__(self, flags):
        self.home = tempfile.mkdtemp(prefix="browser-", dir=os.environ.get("TMPDIR"))
        env = dict(os.environ, HOME=self.home, XDG_CONFIG_HOME=self.home, XDG_CACHE_HOME=self.home)
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0", "--log-level=SEVERE"], env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.base = None
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                self.base = "http://127.0.0.1:" + line.rsplit("port", 1)[1].strip(" .\n")
                break
        if not self.base:
            raise SystemExit("chromedriver does not start")
        root = ["--no-sandbox"] if os.getuid() == 0 or not self.has_sandbox() else []
        options = {"args": FLAGS + root + flags + [f"--user-data-dir={self.home}/profile"]}
        made = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.base += "/session/" + made["sessionId"]

    @staticmethod
    def has_sandbox():
        """A container may forbid what Chromium's sandbox is made of."""
        return subprocess.run(["unshare", "--user", "--net", "true"], check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=300) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}: {error.read().decode()[:500]}") from error

    def cdp(self, command, **parameters):
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def run(self, script, *args):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(args)})

    def press(self, key):
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]})

    def log(self, kind):
        return self.ask("POST", "/se/log", {"type": kind})

    def close(self):
        try:
            self.ask("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait(120)
            shutil.rmtree(self.home, ignore_errors=True)


def spki(ca_file, url):
    """What --ignore-certificate-errors-spki-list wants: the throw-away certificate and no other."""
    where = urllib.parse.urlsplit(url)
    pem = ssl.get_server_certificate((where.hostname, where.port), ca_certs=ca_file)
    key = subprocess.run(["openssl", "x509", "-pubkey", "-noout"], input=pem.encode(),
                         capture_output=True, check=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=key,
                         capture_output=True, check=True).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def fetch(url, args, login):
    context = ssl.create_default_context(cafile=args.ca)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                         urllib.request.HTTPSHandler(context=context))
    request = urllib.request.Request(url, headers={"Authorization": login})
    try:
        with opener.open(request, timeout=300) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


def check_links(browser, args, login):
    """Every address on the page leads to a file that is there, with the digest that is shown."""
    rows = browser.run("""return [...document.querySelectorAll('tbody th a')].map(a => [a.href,
        a.getAttribute('href'), a.closest('tr').querySelector('code').textContent])""")
    with open(os.path.join(args.folder, "manifest.json"), encoding="utf-8") as file:
        manifest = {f["path"].split("/", 1)[1]: f for f in json.load(file)["files"]}
    wrong = []
    for address, raw, digest in rows:
        status, body = fetch(address, args, login)
        sent = manifest.get(urllib.parse.unquote(raw), {"sha256": ""})["sha256"]
        if status != 200 or hashlib.sha256(body).hexdigest() != sent or sent[:12] != digest:
            wrong.append(f"{raw} {status} {digest}")
    say(rows and not wrong, "every workbook's link leads to the bytes of its digest", wrong)
    say(len(rows) == len(manifest) == len({r[0] for r in rows}), "each workbook of the manifest once",
        f"{len(rows)} of {len(manifest)}")
    others = browser.run("""return [...document.querySelectorAll('a[href]')].map(a => a.href)
        .filter(h => !h.endsWith('.xlsx'))""")
    page = browser.run("return location.href.split('#')[0]")
    inner = [h for h in others if h.startswith(page + "#")]
    bad = [h for h in inner
           if not browser.run("return !!document.getElementById(arguments[0])", h.split("#")[1])]
    bad += [h for h in others if h not in inner and fetch(h, args, login)[0] != 200]
    say(inner and not bad, "every other link leads somewhere too", bad)


def check_structure(browser):
    head = browser.run("""return [document.documentElement.lang, document.title,
        document.querySelectorAll('h1').length, document.querySelectorAll('main').length,
        [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1]),
        [...document.querySelectorAll('table')].every(t => t.caption && t.caption.textContent.trim()),
        [...document.querySelectorAll('th')].every(t => t.scope),
        document.querySelectorAll('script,iframe,object,embed,form,[style],[onclick]').length]""")
    say(head[0] == "en" and head[1], "it says its language and title", head[:2])
    levels = head[4]
    say(head[2] == head[3] == 1 and levels[0] == 1
        and all(b - a <= 1 for a, b in zip(levels, levels[1:])), "its headings are in order", levels)
    say(head[5] and head[6], "tables have a caption, headings a direction")
    say(head[7] == 0, "no script, frame, form or style of an element")
    for width in (1280, 320):
        browser.cdp("Emulation.setDeviceMetricsOverride", width=width, height=900,
                    deviceScaleFactor=1, mobile=False)
        tree = browser.cdp("Accessibility.getFullAXTree")["nodes"]
        count = {}
        unnamed = 0
        for node in tree:
            role = node.get("role", {}).get("value")
            if node.get("ignored"):
                continue
            count[role] = count.get(role, 0) + 1
            unnamed += role in ("link", "table", "heading") and not node.get("name", {}).get("value")
        rows = browser.run("return [document.querySelectorAll('table').length, "
                           "document.querySelectorAll('tr').length]")
        say([count.get("table"), count.get("row")] == rows and not unnamed
            and count.get("columnheader", 0) > 4 and count.get("rowheader", 0) > 4,
            f"a screen reader meets tables, rows and named links at {width} px", count)
        seen = browser.run("return [document.documentElement.scrollWidth, innerWidth]")
        say(seen[0] <= seen[1], f"nothing hangs over at {width} px", seen)
    browser.cdp("Emulation.clearDeviceMetricsOverride")


def check_keyboard(browser):
    wanted = browser.run("return [...document.querySelectorAll('a[href]')].map(a => a.href)")
    browser.run("window.scrollTo(0, 0); document.activeElement.blur()")
    reached, faint, hidden = [], [], []
    for _ in wanted:
        browser.press("\ue004")
        here = browser.run("""const e = document.activeElement, s = getComputedStyle(e),
            b = e.getBoundingClientRect();
            return [e.href || e.tagName, s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
                b.left >= 0 && b.top >= 0 && b.bottom <= innerHeight && b.right <= innerWidth]""")
        reached.append(here[0])
        faint += [] if here[1] else [here[0]]
        hidden += [] if here[2] else [here[0]]
    say(reached == wanted, "Tab reaches every link, in the order of the page",
        [pair for pair in zip(reached, wanted) if pair[0] != pair[1]][:3])
    say(not faint and not hidden, "where the keyboard stands is seen", [faint[:3], hidden[:3]])
    browser.run("document.activeElement.blur(); window.scrollTo(0, 0)")
    browser.run("document.querySelector('a').focus()")
    browser.press("\ue007")
    say(browser.run("return document.activeElement.tagName") == "MAIN", "the first link skips to the workbooks")


def check_looks(browser, args):
    for scheme in ("light", "dark"):
        browser.cdp("Emulation.setEmulatedMedia", media="screen",
                    features=[{"name": "prefers-color-scheme", "value": scheme}])
        least, what, texts = browser.run(CONTRAST)
        ground = browser.run("return getComputedStyle(document.body).backgroundColor")
        say(least >= 6.95 and texts > 20, f"contrast is 7:1 or more ({scheme})",
            f"{least:.2f} at '{what}' of {texts} texts on {ground}")
        say((ground == "rgb(255, 255, 255)") == (scheme == "light"), f"the style is in force ({scheme})", ground)
        shoot(browser, args, scheme)
    browser.cdp("Emulation.setEmulatedMedia", media="", features=[])
    browser.cdp("Emulation.setDeviceMetricsOverride", width=400, height=1500, deviceScaleFactor=1, mobile=True)
    shoot(browser, args, "phone")
    browser.cdp("Emulation.clearDeviceMetricsOverride")
    browser.cdp("Emulation.setEmulatedMedia", media="print")
    say(browser.run("return getComputedStyle(document.querySelector('nav')).display") == "none",
        "paper has no navigation")
    browser.cdp("Emulation.setEmulatedMedia", media="")
    pdf = base64.b64decode(browser.cdp("Page.printToPDF", preferCSSPageSize=True)["data"])
    say(pdf.startswith(b"%PDF"), "it prints", f"{len(pdf)} bytes")
    if args.shots:
        with open(os.path.join(args.shots, "print.pdf"), "wb") as file:
            file.write(pdf)


def shoot(browser, args, name):
    if args.shots:
        with open(os.path.join(args.shots, name + ".png"), "wb") as file:
            file.write(base64.b64decode(browser.ask("GET", "/screenshot")))


def check_quiet(browser, url):
    """Nothing asked of anybody but for the page itself, and nothing complained of."""
    asked = []
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        # the browser's own pages ask for things too
        if (message["method"] == "Network.requestWillBeSent"
                and not message["params"]["documentURL"].startswith(("chrome:", "chrome-untrusted:"))):
            asked.append(message["params"]["request"]["url"])
    beside = [a for a in asked if a.split("#")[0] != url and a != "data:,"]
    say(url in asked and not beside, "the page asks for nothing beside itself", beside[:3])
    logged = [e["message"] for e in browser.log("browser")]
    say(not logged, "the console is silent", logged[:3])


def check_without_script(browser, url):
    """The same page with script switched off, counted without any script of ours."""
    parts = ("a[href]", "tr", "h2")
    before = [browser.run(f"return document.querySelectorAll('{part}').length") for part in parts]
    browser.cdp("Emulation.setScriptExecutionDisabled", value=True)
    browser.cdp("Page.navigate", url=url + "?noscript")
    address, after = "", []
    for _ in range(600):  # without script nobody says when the page is there
        try:
            document = browser.cdp("DOM.getDocument")["root"]
            address = document["documentURL"]
            after = [len(browser.cdp("DOM.querySelectorAll", nodeId=document["nodeId"],
                                     selector=part)["nodeIds"]) for part in parts]
        except Refused:  # the page went away meanwhile
            pass
        if address.endswith("?noscript") and after == before:
            break
        time.sleep(0.1)
    say(before == after and min(after) > 0 and address.endswith("?noscript"),
        "it is whole with script switched off", f"{after} of {before}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    for name in ("ca", "user", "password-file", "folder", "shots"):
        parser.add_argument("--" + name)
    args = parser.parse_args()
    with open(args.password_file, encoding="utf-8") as file:
        password = file.readline().rstrip("\n")
    login = "Basic " + base64.b64encode(f"{args.user}:{password}".encode()).decode()
    trust = [f"--ignore-certificate-errors-spki-list={spki(args.ca, args.url)}"]
    browser = Browser(trust)
    try:
        browser.cdp("Network.enable")
        browser.cdp("Network.setExtraHTTPHeaders", headers={"Authorization": login})
        browser.ask("POST", "/url", {"url": args.url})
        check_structure(browser)
        check_keyboard(browser)
        check_looks(browser, args)
        check_quiet(browser, args.url)
        check_links(browser, args, login)
        check_without_script(browser, args.url)
    finally:
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
