#include "app/cli/account_steps.h"
#include "app/cli/verbs.h"

namespace sotto::cli {

using crypto::Unexpected;

Outcome runCreate(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(relay, parseRelay(invocation.texts.at("relay")));
    const auto created =
        session.client().createAccount({invocation.texts.at("name"), {}, std::move(relay)});
    if (!created) {
        return Unexpected(refusalOf(created.error()));
    }
    SOTTO_CHECK(printAccount(session));
    return settleOr(session, "The account is made; the relay learns of it with the next call.");
}

Outcome runWhoami(Session& session, const Invocation&)
{
    return printAccount(session);
}

Outcome runRelay(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(relay, parseRelay(invocation.operands[0]));
    const auto moved = session.client().moveToRelay(relay);
    if (!moved) {
        return Unexpected(refusalOf(moved.error()));
    }
    SOTTO_CHECK(printAccount(session));
    return settleOr(session, "The move is noted and goes on with the next call.");
}

} // namespace sotto::cli
