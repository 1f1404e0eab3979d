"""As offices built portals in 2003: ``show.asp?id=123``, numbered lists, tables, GBK, nothing for machines."""

from __future__ import annotations

from datetime import date, timedelta

from tests.crawler.small_server import Answer

_NAME = "临水县港务管理局"
_CHANNELS = {1: "港务新闻", 2: "通知公告", 5: "政策法规"}
_PLACES = ("东港码头", "西渡口", "南堤闸", "北岸货场", "老船厂", "灯塔湾")
_DEEDS = ("完成检修", "恢复通航", "开展安全检查", "启用新航标")
_MOST = 10
ARTICLES = [f"/show.asp?id={3100 - 7 * number}" for number in range(48)]


def _channel(number: int) -> int:
    return list(_CHANNELS)[number % len(_CHANNELS)]


def _title(number: int) -> str:
    return f"{_PLACES[number % len(_PLACES)]}{_DEEDS[number % len(_DEEDS)]}第{number + 1}期情况"


def _day(number: int) -> date:
    return date(2026, 7, 3) - timedelta(days=4 * number)


def pages(host: str) -> dict[str, Answer]:
    """What the portal answers, whatever its host."""
    found = {"/": _page("首页", _rows(range(12))), "/index.asp": _page("首页", _rows(range(12)))}
    for number, path in enumerate(ARTICLES):
        found[path] = _page(_title(number), _article(number))
    for channel in _CHANNELS:
        found |= _lists(channel)
    for number, name in enumerate(("机构设置", "领导简介", "联系我们", "网上办事"), 1):
        found[f"/about.asp?id={number}"] = _page(
            name, f"<tr><td>{name}：本局为您服务，地址临水县港前路十八号。</td></tr>"
        )
    return found


def _lists(channel: int) -> dict[str, Answer]:
    own = [number for number in range(len(ARTICLES)) if _channel(number) == channel]
    count = -(-len(own) // _MOST)
    found = {}
    for page in range(1, count + 1):
        numbers = own[(page - 1) * _MOST : page * _MOST]
        pager = " ".join(
            f"<a href='list.asp?cid={channel}&page={other}'>{other}</a>"
            if other != page
            else f"<b>{other}</b>"
            for other in range(1, count + 1)
        )
        onward = f"<a href='list.asp?cid={channel}&page={page + 1}'>下一页</a>" if page < count else "下一页"
        body = _rows(numbers) + f"<tr><td>共{count}页 {pager} {onward}</td></tr>"
        found[f"/list.asp?cid={channel}&page={page}"] = _page(_CHANNELS[channel], body)
    return found | {f"/list.asp?cid={channel}": found[f"/list.asp?cid={channel}&page=1"]}


def _page(title: str, rows: str) -> Answer:
    menu = "".join(f"<td><a href='list.asp?cid={cid}'>{name}</a></td>" for cid, name in _CHANNELS.items())
    about = "".join(f"<td><a href='about.asp?id={number}'>关于{number}</a></td>" for number in range(1, 5))
    html = (
        f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'><title>{title}-{_NAME}</title>"
        f"</head><body bgcolor=#ffffff><table width=780><tr><td><a href='/index.asp'>首页</a></td>{menu}{about}</tr></table>"
        f"<table width=780>{rows}</table><table width=780><tr><td align=center>版权所有 {_NAME} 虚构网站</td></tr></table>"
        "</body></html>"
    )
    return Answer(html.encode("gbk"), content_type="text/html")


def _rows(numbers: range | list[int]) -> str:
    return "".join(
        f"<tr><td>·<a href='show.asp?id={3100 - 7 * number}' target=_blank>{_title(number)}</a></td>"
        f"<td>[{_day(number):%Y-%m-%d}]</td></tr>"
        for number in numbers
    )


def _article(number: int) -> str:
    place, deed = _PLACES[number % len(_PLACES)], _DEEDS[number % len(_DEEDS)]
    return (
        f"<tr><td>当前位置：<a href='/index.asp'>首页</a> &gt; {_CHANNELS[_channel(number)]}</td></tr>"
        f"<tr><td align=center><font size=5><b>{_title(number)}</b></font></td></tr>"
        f"<tr><td align=center>发布时间：{_day(number):%Y-%m-%d}　来源：{_NAME}　点击数：{31 * number + 5}</td></tr>"
        f"<tr><td><p>　　本局讯 近日，{place}{deed}，参加人员共{number + 12}名，全部工作按照年度计划如期进行。</p>"
        f"<p>　　据介绍，此次工作历时{number + 3}天，重点对航道水深、系缆设施、照明线路和消防器材逐项进行了核对，"
        f"发现的{number % 5 + 2}处问题均已当场处理。</p>"
        f"<p>　　下一步，本局将继续加强与沿岸乡镇的联系，为船舶和旅客提供安全便利的服务，欢迎社会各界监督。</p></td></tr>"
        f"<tr><td>上一篇：<a href='show.asp?id={3100 - 7 * (number + 1)}'>上一篇</a></td></tr>"
    )
