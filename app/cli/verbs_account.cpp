#include "app/cli/account_steps.h"
#include "app/cli/verbs.h"

namespace sotto::cli {

using crypto::SecretBytes;
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

Outcome runPhrase(Session& session, const Invocation&)
{
    SOTTO_TRY(words, session.await<SecretBytes>([&](core::Done<SecretBytes> done) {
        session.client().showWords(std::move(done));
    }));
    // The words are of a to z: nothing needs to be escaped.
    SecretBytes line;
    line.append(crypto::asBytes(session.output().isJson() ? "{\"words\":\"" : ""));
    line.append(words.view());
    line.append(crypto::asBytes(session.output().isJson() ? "\"}\n" : "\n"));
    SOTTO_CHECK(session.output().print(line));
    const std::string_view whatIsKept = "The words open nothing until a later call has reached it.";
    SOTTO_CHECK(settleOr(session, whatIsKept));
    SOTTO_TRY(isPublished,
              session.wait([&] { return session.client().wordsArePublished(); }, kAnswerMs));
    if (!isPublished) {
        Refusal refusal = session.unreachable();
        refusal.reason += " " + std::string(whatIsKept);
        return Unexpected(std::move(refusal));
    }
    return {};
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
