// What happened to the account, and the person's word on it.
#include "app/cli/alarm_line.h"
#include "app/cli/device_choice.h"
#include "app/cli/typed_words.h"
#include "app/cli/verbs.h"

namespace sotto::cli {

using core::AlarmAnswer;
using core::ProblemKind;
using crypto::Result;
using crypto::SecretBytes;
using crypto::Unexpected;

namespace {

Result<AlarmAnswer, Refusal> answerOf(std::string_view text)
{
    if (text == "me") {
        return AlarmAnswer::WasMe;
    }
    if (text == "not-me") {
        return AlarmAnswer::WasNotMe;
    }
    return Unexpected(Refusal{ExitStatus::Usage, "usage", "The answer is me or not-me."});
}

Result<bool, Refusal> waitsOf(std::string_view text)
{
    if (text == "wait" || text == "join") {
        return text == "wait";
    }
    return Unexpected(Refusal{ExitStatus::Usage, "usage", "New devices wait or join."});
}

bool needsWords(const Outcome& outcome)
{
    return !outcome && outcome.error().name == core::nameOf(ProblemKind::WordsNeeded);
}

bool canBeStopped(core::AlarmKind kind)
{
    return kind == core::AlarmKind::RemovalAsked || kind == core::AlarmKind::WordsReplacing;
}

Outcome veto(Session& session, const core::AlarmId& alarm, SecretBytes words)
{
    return session.await<void>([&](core::Done<void> done) {
        session.client().vetoChange(alarm, std::move(words), std::move(done));
    });
}

} // namespace

Outcome runAlarms(Session& session, const Invocation&)
{
    // Without the relay, the list is what is known here.
    const auto settled = session.settle();
    std::string lines;
    for (const core::Alarm& alarm : session.client().alarms()) {
        lines += alarmLine(session, alarm);
    }
    SOTTO_CHECK(session.output().print(lines));
    return settled;
}

Outcome runAnswer(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(answer, answerOf(invocation.operands[1]));
    SOTTO_CHECK(session.settle());
    SOTTO_TRY(alarm, chooseAlarm(session, invocation.operands[0]));
    const Outcome answered = session.await<void>([&](core::Done<void> done) {
        session.client().answerAlarm(alarm.id, answer, std::move(done));
    });
    if (needsWords(answered)) {
        Refusal refusal = answered.error();
        refusal.reason += " Give them to veto.";
        return Unexpected(std::move(refusal));
    }
    SOTTO_CHECK(answered);
    return session.settle();
}

Outcome runVeto(Session& session, const Invocation& invocation)
{
    SOTTO_CHECK(session.settle());
    SOTTO_TRY(alarm, chooseAlarm(session, invocation.operands[0]));
    if (!canBeStopped(alarm.kind)) {
        return Unexpected(Refusal{ExitStatus::Refused, "no-change",
                                  "Nothing waits there that could be stopped. Answer this alarm."});
    }
    Outcome vetoed = veto(session, alarm.id, {});
    if (needsWords(vetoed)) {
        SOTTO_TRY(phrase, typedWords());
        vetoed = veto(session, alarm.id, phrase.text());
    }
    SOTTO_CHECK(vetoed);
    return session.settle();
}

Outcome runApproveDevice(Session& session, const Invocation& invocation)
{
    SOTTO_CHECK(session.settle());
    SOTTO_TRY(device, chooseDevice(session, invocation.operands[0]));
    SOTTO_CHECK(session.await<void>([&](core::Done<void> done) {
        session.client().approveDevice(device.id, std::move(done));
    }));
    return session.settle();
}

Outcome runNewDevices(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(waits, waitsOf(invocation.operands[0]));
    SOTTO_CHECK(session.settle());
    if (session.client().newDeviceWaits() == waits) {
        return {};
    }
    SOTTO_TRY(phrase, typedWords());
    SOTTO_CHECK(session.await<void>([&](core::Done<void> done) {
        session.client().setNewDeviceWaits(waits, phrase.text(), std::move(done));
    }));
    return session.settle();
}

} // namespace sotto::cli
