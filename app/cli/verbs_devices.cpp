#include "app/cli/account_steps.h"
#include "app/cli/typed_words.h"
#include "app/cli/verbs.h"

#include <QSysInfo>

namespace sotto::cli {

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

} // namespace sotto::cli
