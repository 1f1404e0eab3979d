"""China Daily's portal for local governments."""

from crawler.portal import Portal
from crawler.spiders.listing import Listing


class CnChinadailyGovt(Portal):
    name = "cn_chinadaily_govt"
    title = "China Daily: government portals"
    publisher = "China Daily"
    country = "CN"
    languages = ("en",)
    timezone = "Asia/Shanghai"
    licence = "all rights reserved"
    home_url = "https://govt.chinadaily.com.cn/"
    first_date = "2018-01-01"
    ways = (Listing("https://govt.chinadaily.com.cn/"),)
    article_url = r"^/s/\d{6}/\d{2}/WS[0-9a-f]+/[^/]+\.html$"
