#include "app/cli/account_steps.h"
#include "app/cli/device_choice.h"
#include "app/cli/identifiers.h"
#include "app/cli/iso_time.h"
#include "app/cli/json_line.h"
#include "app/cli/typed_words.h"
#include "app/cli/utf8.h"
#include "app/cli/verbs.h"

#include <QSysInfo>

namespace sotto::cli {

using core::DeviceStanding;
using core::OwnDevice;
using crypto::Unexpected;

namespace {

constexpr std::string_view kWhatIsKept =
    "This device is one of the account; what it lacks comes with the next call.";

/// What others of the account call this device until it is renamed.
std::string deviceName(const Invocation& invocation)
{
    const auto given = invocation.texts.find("name");
    return given == invocation.texts.end() ? QSysInfo::machineHostName().toStdString()
                                           : given->second;
}

/// What a kill interrupted goes on without the words.
Outcome resumeLink(Session& session)
{
    SOTTO_TRY(isOver, session.wait([&] { return !session.client().isJoining(); }, kAnswerMs));
    if (!isOver) {
        return Unexpected(session.unreachable());
    }
    return session.client().hasAccount()
               ? Outcome()
               : Unexpected(refusalOf({core::ProblemKind::LinkInterrupted, {}}));
}

Outcome beginLink(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(relay, parseRelay(invocation.texts.at("relay")));
    SOTTO_TRY(phrase, typedWords());
    return session.await<void>([&](core::Done<void> done) {
        session.client().link({std::move(phrase), {}, std::move(relay), deviceName(invocation)},
                              std::move(done));
    });
}

/// Until all that the vault has is here, whatever its length.
Outcome restore(Session& session)
{
    const auto isWhole = [&] {
        const core::VaultState state = session.client().vaultState();
        return state.hasList && !state.isRestoring;
    };
    SOTTO_TRY(isOver, session.wait([&] { return isWhole() || session.isOutOfReach(); }, -1));
    if (isOver && isWhole()) {
        return session.settle();
    }
    Refusal refusal = session.unreachable();
    refusal.reason += " " + std::string(kWhatIsKept);
    return Unexpected(std::move(refusal));
}

/// Stable names for programs.
std::string_view nameOf(DeviceStanding standing)
{
    switch (standing) {
    case DeviceStanding::Waiting:
        return "waiting";
    case DeviceStanding::Suspended:
        return "suspended";
    case DeviceStanding::Leaving:
        return "leaving";
    case DeviceStanding::Active:
        break;
    }
    return "active";
}

std::string deviceLine(const Session& session, const OwnDevice& device)
{
    if (session.output().isJson()) {
        JsonLine out;
        out.text("device", idOf(device.id))
            .text("name", device.name)
            .boolean("thisDevice", device.isThis)
            .text("standing", nameOf(device.standing))
            .text("addedAt", isoTime(device.added));
        if (device.seen != 0) {
            out.text("seenAt", isoTime(device.seen));
        }
        return out.line();
    }
    std::string out = idOf(device.id) + "  " + nameForTerminal(device.name);
    out += device.isThis ? " (this device)" : "";
    if (device.standing != DeviceStanding::Active) {
        out += " (" + std::string(nameOf(device.standing)) + ")";
    }
    return out + "\n";
}

} // namespace

Outcome runLink(Session& session, const Invocation& invocation)
{
    session.start();
    SOTTO_CHECK(session.client().isJoining() ? resumeLink(session)
                                             : beginLink(session, invocation));
    SOTTO_CHECK(printAccount(session));
    SOTTO_CHECK(settleOr(session, kWhatIsKept));
    return restore(session);
}

Outcome runDevices(Session& session, const Invocation&)
{
    SOTTO_CHECK(session.settle());
    std::string lines;
    for (const OwnDevice& device : session.client().devices()) {
        lines += deviceLine(session, device);
    }
    return session.output().print(lines);
}

Outcome runRenameDevice(Session& session, const Invocation& invocation)
{
    SOTTO_CHECK(session.settle());
    SOTTO_TRY(device, chooseDevice(session, invocation.operands[0]));
    const auto renamed = session.client().renameDevice(device.id, invocation.operands[1]);
    if (!renamed) {
        return Unexpected(refusalOf(renamed.error()));
    }
    return session.settle();
}

Outcome runRevoke(Session& session, const Invocation& invocation)
{
    SOTTO_CHECK(session.settle());
    SOTTO_TRY(device, chooseDevice(session, invocation.operands[0]));
    std::optional<crypto::SecretBytes> words;
    if (invocation.hasFlag("now")) {
        SOTTO_TRY(typed, typedWords());
        words = typed.text();
    }
    SOTTO_CHECK(session.await<void>([&](core::Done<void> done) {
        words ? session.client().removeDevice(device.id, std::move(*words), std::move(done))
              : session.client().removeDevice(device.id, std::move(done));
    }));
    return session.wasRemoved() ? Outcome() : session.settle();
}

Outcome runUnlink(Session& session, const Invocation&)
{
    SOTTO_CHECK(session.settle());
    SOTTO_CHECK(session.await<void>(
        [&](core::Done<void> done) { session.client().unlink(std::move(done)); }));
    SOTTO_TRY(isOver, session.wait([&] { return session.wasRemoved(); }, kAnswerMs));
    return isOver ? Outcome() : Unexpected(session.unreachable());
}

} // namespace sotto::cli
