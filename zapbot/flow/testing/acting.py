"""The steps in which something happens: the customer, time, other systems, people of the business."""

from dataclasses import dataclass, field

from zapbot.flow import cron, durations, explain, words
from zapbot.flow.dispatch import Start
from zapbot.flow.events import Input
from zapbot.flow.sim import Moment, Sim
from zapbot.flow.source import Path
from zapbot.flow.testing.failing import Failure, Mismatch
from zapbot.flow.testing.steps import After, Agent, Echo, Media, Now, Schedule, Status, Step, Tap, User, Webhook
from zapbot.flow.testing.transcript import Line
from zapbot.model import Buttons, Content, Menu

Done = tuple[str, str, list[Moment]]
"""Who did it, what was done, and what came of it."""


@dataclass(slots=True)
class Stage:
    """Where a talk is played: the simulation, the flow under test, and every option shown so far."""

    sim: Sim
    flow: str
    shown: dict[str, str] = field(default_factory=dict)
    begun: bool = False

    def show(self, content: Content) -> None:
        """Remember what can be tapped; on a phone old buttons stay."""
        if isinstance(content, (Buttons, Menu)):
            for option in content.options:
                self.shown.pop(option.id, None)
                self.shown[option.id] = option.title


def act(stage: Stage, path: Path, step: Step) -> tuple[Line, list[Moment]]:
    """Do what a step says; its line in the transcript, and what came of it. Mismatch when it cannot be done."""
    at = stage.sim.now
    try:
        who, what, moments = _act(stage, step)
    except ValueError as error:
        message, advice = explain.split(str(error))
        raise Mismatch(Failure(path, message, advice=advice)) from error
    stage.begun = True
    return Line(at if not isinstance(step, Now) else stage.sim.now, who, what), moments


def _act(stage: Stage, step: Step) -> Done:
    sim = stage.sim
    match step:
        case User(user=user):
            return "user", user, sim.say(Input(user))
        case Tap(tap=tap):
            return _tap(stage, tap)
        case Media(media=kind, caption=caption, id=id):
            return "user", f"📎 {kind}  {caption}".rstrip(), sim.say(Input(caption, kind, id=id))
        case After(after=seconds):
            return "after", durations.spell(seconds), sim.after(seconds)
        case Now():
            return _now(stage, step)
        case Status(status=status, code=code):
            return "status", f"{status} {code or ''}".rstrip(), []
        case Agent(agent=said) | Echo(echo=said):
            sim.take_over()
            return next(iter(step.model_fields_set)), said, []
        case Webhook():
            return _webhook(stage, step)
        case Schedule():
            return _schedule(stage, step)
    raise TypeError(step)


def _tap(stage: Stage, title: str) -> Done:
    newest = reversed(stage.shown.items())
    found = next(((id, shown) for id, shown in newest if title in (id, shown)), None)
    if found is None:
        there = ", ".join(stage.shown.values()) or "none so far"
        raise ValueError(f"the bot showed no option {title!r}: it showed {there}")
    return "tap", f"[{found[1]}]", stage.sim.say(Input(found[1], "option", found[0]))


def _now(stage: Stage, step: Now) -> Done:
    sim, said = stage.sim, f"{step.now:%Y-%m-%d %H:%M}"
    if not stage.begun:
        sim.now = step.now
        return "now", said, []
    if step.now < sim.now:
        raise ValueError(f"it is {sim.now:%Y-%m-%d %H:%M} already: time only goes forward, write a later time")
    return "now", said, sim.after((step.now - sim.now).total_seconds())


def _webhook(stage: Stage, step: Webhook) -> Done:
    found = ((flow, t) for flow in stage.sim.flows for t in flow.triggers if t.webhook == step.webhook)
    flow, trigger = next(found, (None, None))
    if flow is None or trigger is None:
        raise ValueError(f"no flow has the trigger webhook {step.webhook}: add it, or correct the name")
    start = Start(flow, f"webhook {step.webhook}", trigger.next, trigger.template, vars=step.body, seed=step.webhook)
    body = ", ".join(f"{key}: {value}" for key, value in step.body.items())
    return "hook", f"{step.webhook}  {body}".rstrip(), stage.sim.start(start)


def _schedule(stage: Stage, step: Schedule) -> Done:
    flow = next((flow for flow in stage.sim.flows if flow.id == stage.flow), None)
    trigger = next((t for t in flow.triggers if t.cron == step.schedule), None) if flow else None
    if flow is None or trigger is None:
        raise ValueError(f"the flow has no schedule {step.schedule}: write the cron line of one of its triggers")
    if not cron.strikes(step.schedule, stage.sim.now):
        raise ValueError(f"the schedule does not strike at {stage.sim.now:%a %H:%M}: set the time with now: first")
    start = Start(flow, f"schedule {trigger.cron}", trigger.next, trigger.template, always_template=True)
    missed = next((f"{kind} {value}" for kind, value in trigger.audience if not _reaches(stage.sim, kind, value)), "")
    if missed:
        return "clock", step.schedule, [Moment(stage.sim.now, reason=f"not for this contact: {missed}")]
    return "clock", step.schedule, stage.sim.start(start)


def _reaches(sim: Sim, kind: str, value: str) -> bool:
    """Whether one condition of a schedule's audience holds."""
    if kind == "silent":
        since = sim.last_inbound_at
        return since is None or (sim.now - since).total_seconds() >= float(value)
    if kind in ("tag", "without_tag"):
        return (value in sim.person.tags) is (kind == "tag")
    return words.plain(str(sim.person.fields.get(kind.removeprefix("field.")))) == words.plain(value)
