"""Every Scrapy setting that we change, with the reason. What is not named here is Scrapy's default."""

import os
import sys
from importlib.metadata import version

from scrapy.settings.default_settings import EXTENSIONS_BASE as _EXTENSIONS

# Ours -------------------------------------------------------------------------------------------------------

# The folder of the archive. The command line's --archive sets it.
GAZETTE_ARCHIVE = os.environ.get("GAZETTE_ARCHIVE", "data")
# Whom a portal's webmaster can ask: an e-mail or web address. No run begins without it.
GAZETTE_CONTACT = os.environ.get("GAZETTE_CONTACT", "")
# 'due': known articles are fetched again by their age; 'all': every one, whatever its age.
GAZETTE_RECHECK = "due"
# Portals that are crawled side by side; the others wait for their turn. The command line's --at-once sets it.
# Each takes some 30 MB and a few connections; sixteen polite portals keep two cores reading.
GAZETTE_AT_ONCE = 16
# Reading processes; 0 is one a core.
GAZETTE_WORKERS = 0
# Seconds that reading a page may take before its process is ended and the page refused: it takes 0.04.
GAZETTE_SECONDS_A_PAGE = 20
# True where a live table shows the progress; plain lines are left out then.
GAZETTE_LIVE = False
# host:port of private addresses that may be asked all the same: the demo portals' own, nothing else.
GAZETTE_PRIVATE_ADDRESSES = os.environ.get("GAZETTE_DEMO_HOSTS", "").split()

# Where portals are declared ---------------------------------------------------------------------------------

# GAZETTE_PORTALS names further modules (as Python imports them), for portals kept outside this package.
SPIDER_MODULES = ["crawler.portals", *os.environ.get("GAZETTE_PORTALS", "").split()]
NEWSPIDER_MODULE = "crawler.portals"
TEMPLATES_DIR = os.path.join(os.path.dirname(__file__), "templates")
COMMANDS_MODULE = "crawler.commands"
# Scrapy's own ends every command at a broken file; with SPIDER_LOADER_WARN_ONLY it drops all portals after it.
SPIDER_LOADER_CLASS = "crawler.loader.PortalLoader"

# Who we are -------------------------------------------------------------------------------------------------

BOT_NAME = "gazette"
# RFC 9110, 10.1.5: a name, and whom to turn to. Rules in robots.txt for 'Gazette' are obeyed.
USER_AGENT = f"Gazette/{version('gazette')} (+{GAZETTE_CONTACT or 'no contact set'})"
ROBOTSTXT_USER_AGENT = "Gazette"

# Manners ----------------------------------------------------------------------------------------------------

# Off by default in Scrapy. Our Robots does it by RFC 9309, where an unreachable robots.txt forbids.
ROBOTSTXT_OBEY = True
ROBOTSTXT_PARSER = "scrapy.robotstxt.ProtegoRobotParser"
# False only where a benchmark measures how fast the crawler could be.
GAZETTE_THROTTLE = True
# Scrapy's knows one crawler at a time. The three that follow are read by our Throttle, with the same meaning.
AUTOTHROTTLE_ENABLED = False
# 5 s by default: politeness towards an unknown host, but robots.txt is asked first and tells its latency.
AUTOTHROTTLE_START_DELAY = 1.0
# One request in flight on average: a ministry's server is not a CDN.
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
# The longest time between two requests that a slow or busy host is given; what it asks for itself is kept.
AUTOTHROTTLE_MAX_DELAY = 60.0
# Seconds that a first 429 or 503 adds between two requests to its host; every further one doubles it.
GAZETTE_FIRST_BACKOFF = 1.0
# One 304 in so many is checked by asking once more without conditions; 0: none.
GAZETTE_AUDIT = 16
# 8 by default. One budget a host, however many portals share it.
CONCURRENT_REQUESTS_PER_DOMAIN = 4
# Two attempts after the first: a portal that answers 503 thrice is asked again by the next run.
RETRY_TIMES = 2
# Archives and government portals move pages once or twice; 20 hops are a loop.
REDIRECT_MAX_TIMES = 5
# 100 s by default. What waits longer is a page that reloads itself while it is open, and no redirect.
METAREFRESH_MAXDELAY = 5

# What may be fetched, and how much --------------------------------------------------------------------------

# Scrapy follows file:, ftp:, data: and s3: links; a page from the web could read this machine's files.
# What a slow server has sent when the time is up is kept, where Scrapy's own handler throws it away.
DOWNLOAD_HANDLERS = {
    "file": None,
    "ftp": None,
    "data": None,
    "s3": None,
    "http": "crawler.exchange.transfer.KeepingHandler",
    "https": "crawler.exchange.transfer.KeepingHandler",
}
# A name may lead into a private network: the resolver gives only public addresses away.
TWISTED_DNS_RESOLVER = "crawler.manners.addresses.PublicResolver"
# A proxy resolves names where PublicResolver cannot see it. Who needs one sets this and trusts the proxy.
HTTPPROXY_ENABLED = False
# False by default: evidence from a server that nobody has identified is none.
DOWNLOAD_VERIFY_CERTIFICATES = True
# 1 GiB by default. The largest that a body may become when it is decompressed; KeepCapture bounds the rest.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# 180 s by default, from the request to the last byte: a stalled server holds one of few places.
DOWNLOAD_TIMEOUT = 60
# A short body is kept and marked as truncated; by default it is retried and thrown away.
DOWNLOAD_FAIL_ON_DATALOSS = False
# gzip only: its checksum shows damage, which br and zstd would hide from KeepCapture.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
}
# A session belongs to a visitor; the record should show what everybody sees. Also no state between runs.
COOKIES_ENABLED = False
# The portal need not know what we read before.
REFERRER_POLICY = "no-referrer"
# Longer ones are made by traps; sitemaps.org allows 2,048.
URLLENGTH_LIMIT = 2083

# What is switched off ---------------------------------------------------------------------------------------

# Scrapy 2.19 starts a server that executes code sent to it, and a telnet console. Not even loaded, which None in
# EXTENSIONS would do: what the server is made of takes 0.3 s to import.
EXTENSIONS_BASE = {
    name: place
    for name, place in _EXTENSIONS.items()
    if not name.endswith((".RemoteControl", ".TelnetConsole"))
}

# The way of a response --------------------------------------------------------------------------------------

DOWNLOADER_MIDDLEWARES = {
    # Ours, by RFC 9309.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.manners.robots.Robots": 100,
    # The ledger filters what was planned already; this one sees redirects too.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.manners.own_hosts.OwnHostsOnly": 50,
    # Scrapy's decodes every page to look for one.
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.exchange.refresh.MetaRefresh": 580,
    # Some 304 are checked by asking once more.
    "crawler.exchange.audit.Audit": 800,
    # A request waits here, so that what was counted and what was sent are the same.
    "crawler.manners.throttle.Throttle": 840,
    # Nearest to the network: before decompression, before redirects, at every attempt.
    "crawler.exchange.capture.KeepCapture": 950,
}
EXTENSIONS = {
    "crawler.runs.keeper.RunKeeper": 0,
    "crawler.runs.progress.Progress": 10,
    # Scrapy waits for all that is queued, which takes minutes where Crawl-delay is long.
    "crawler.runs.stopping.Stopping": 20,
    "crawler.manners.keep_hours.KeepHours": 30,
    # Progress says it in words an editor understands.
    "scrapy.extensions.logstats.LogStats": None,
}
ITEM_PIPELINES = {
    "pipelines.stages.ReadArticle": 100,
    "pipelines.stages.ReadAgain": 150,
    "pipelines.stages.StoreRevision": 200,
}
# The depth of a listing says nothing about its worth; the ledger bounds what is planned.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}

# Speed and memory -------------------------------------------------------------------------------------------

# A third less CPU a request than asyncio's own loop; there is none for Windows.
ASYNCIO_EVENT_LOOP = "uvloop.Loop" if sys.platform != "win32" else None
# 100 by default: Scrapy starts so many tasks for every response, and ours yield one page or only requests.
CONCURRENT_ITEMS = 1
# robots.txt and DNS are looked up once a run.
DNS_TIMEOUT = 20

# What is said -----------------------------------------------------------------------------------------------

LOG_LEVEL = "INFO"
# Our reports say what counts; a dump of a hundred counters hides it.
STATS_DUMP = False
# A refused page is counted and kept; its item is no warning.
LOG_FORMATTER = "crawler.runs.progress.QuietItems"
