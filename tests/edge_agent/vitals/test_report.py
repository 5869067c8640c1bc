"""What the watchdog is shown: a disk that is full is waited for, a broken file is not."""

from types import SimpleNamespace

from edge_agent.vitals.progress import Judge
from edge_agent.vitals.report import AgentReport


def agent(*, broken: bool, failures: int) -> SimpleNamespace:
    state = SimpleNamespace(commits=5, failures=failures, broken=broken, held={})
    return SimpleNamespace(
        link=SimpleNamespace(look=lambda: None),
        line=SimpleNamespace(connected=False),
        uplink=SimpleNamespace(steps=0),
        clockwork=SimpleNamespace(ticks=failures),
        buses=SimpleNamespace(drivers={}),
        spool=SimpleNamespace(state=state, waiting=1),
        plan=SimpleNamespace(
            settings=SimpleNamespace(
                watchdog=SimpleNamespace(spool_s=60.0, uplink_s=120.0),
                uplink=SimpleNamespace(resend_limit_s=300.0),
            )
        ),
    )


def healthy_to_the_end(*, broken: bool) -> bool:
    judge, verdict = Judge(grace_s=30), None
    for second in range(200):
        samples = AgentReport(agent(broken=broken, failures=second)).samples()  # type: ignore[arg-type]
        verdict = judge.look(samples, second)
    assert verdict is not None
    return verdict.healthy


def test_a_disk_that_fails_all_the_time_is_waited_for() -> None:
    assert healthy_to_the_end(broken=False)


def test_nobody_vouches_for_a_process_whose_spool_is_broken() -> None:
    assert not healthy_to_the_end(broken=True)
