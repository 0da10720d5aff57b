"""The flows in Prefect's engine, and the schedules as they are written."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.desks import desk_of
from ledger.model import Standing
from tests.offices import Played

YAML = Path(__file__).parents[2] / "prefect.yaml"
WRITTEN: dict[str, Any] = yaml.safe_load(YAML.read_text(encoding="utf-8"))


def test_run_of_a_service_is_of_its_own_office_whatever_it_names(
    office: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another folder's settings would send the mailbox's password to another server."""
    monkeypatch.setenv("TAIZHANG_SERVED", str(office.root))
    for named in (str(tmp_path), "", None):
        with desk_of(named) as desk:
            assert desk.root == office.root


@pytest.mark.usefixtures("prefect")
def test_a_round_runs_through_the_flows(office: Played) -> None:
    from flows.circular import circular
    from flows.collect import collect
    from flows.open_round import open_round
    from flows.remind import remind

    root = str(office.root)
    assert open_round(office=root, now="2022-05-16T09:00") == "发出填报表38封"
    assert open_round(office=root, now="2022-05-17T09:00") == "发出填报表0封"
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    assert collect(office=root, now="2022-06-09T15:25") == "收到1封，登记报送件1件，发出2封；邮箱1封＝已处理1封"
    assert remind(office=root, now="2022-06-10T14:00") == "发出提醒催报37封"
    assert remind(office=root, now="2022-06-11T14:00") == "不在工作时间"
    assert "通报" in circular(office=root, now="2022-06-13T09:30")
    assert circular(office=root, now="2022-06-14T09:30") == "今日无通报"
    assert office.standing("2022-06-20T09:00").standing is Standing.ON_TIME


@pytest.mark.usefixtures("prefect")
def test_trouble_with_the_mailbox_fails_the_run_and_loses_nothing(office: Played) -> None:
    from flows.collect import collect

    settings = office.root / "office.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("maildir:mail/in", "imap://office@127.0.0.1:9/INBOX"), encoding="utf-8")
    from flows import collect as module

    module._fetch.retries = 0
    with pytest.raises(Exception, match=r"127\.0\.0\.1"):
        collect(office=str(office.root), now="2022-06-09T15:25")
    settings.write_text(text, encoding="utf-8")
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    assert collect(office=str(office.root), now="2022-06-09T15:30").startswith("收到1封")


def test_schedules_are_written_as_prefect_understands_them() -> None:
    from prefect.cli.deploy._models import DeploymentConfig, PrefectYamlModel
    from prefect.client.schemas.objects import ConcurrencyLimitStrategy
    from prefect.client.schemas.schedules import CronSchedule

    PrefectYamlModel.model_validate(WRITTEN)
    names = [one["name"] for one in WRITTEN["deployments"]]
    assert names == ["collect", "remind", "circular", "open-round", "backup"]
    for one in WRITTEN["deployments"]:
        assert not set(one) - set(DeploymentConfig.model_fields)
        for schedule in one["schedules"]:
            assert schedule["timezone"] == "Asia/Shanghai"
            CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
        file, _, name = one["entrypoint"].partition(":")
        flow = getattr(import_module(file.removesuffix(".py").replace("/", ".")), name)
        flow.validate_parameters({})
    limit = WRITTEN["deployments"][0]["concurrency_limit"]
    assert limit["limit"] == 1
    ConcurrencyLimitStrategy(limit["collision_strategy"])
