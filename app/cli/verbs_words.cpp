// The twelve words: shown, checked, replaced.
#include "app/cli/account_steps.h"
#include "app/cli/json_line.h"
#include "app/cli/typed_words.h"
#include "app/cli/verbs.h"

namespace sotto::cli {

using crypto::SecretBytes;
using crypto::Unexpected;

namespace {

Outcome printWords(const Session& session, const SecretBytes& words)
{
    // The words are of a to z: nothing needs to be escaped.
    SecretBytes line;
    line.append(crypto::asBytes(session.output().isJson() ? "{\"words\":\"" : ""));
    line.append(words.view());
    line.append(crypto::asBytes(session.output().isJson() ? "\"}\n" : "\n"));
    return session.output().print(line);
}

/// Until the relay has all that the words need.
Outcome publishWords(Session& session, std::string_view whatIsKept)
{
    SOTTO_CHECK(settleOr(session, whatIsKept));
    SOTTO_TRY(isPublished,
              session.wait([&] { return session.client().wordsArePublished(); }, kAnswerMs));
    if (isPublished) {
        return session.settle();
    }
    Refusal refusal = session.unreachable();
    refusal.reason += " " + std::string(whatIsKept);
    return Unexpected(std::move(refusal));
}

} // namespace

Outcome runPhrase(Session& session, const Invocation&)
{
    SOTTO_TRY(words, session.await<SecretBytes>([&](core::Done<SecretBytes> done) {
        session.client().showWords(std::move(done));
    }));
    SOTTO_CHECK(printWords(session, words));
    return publishWords(session, "The words open nothing until a later call has reached it.");
}

Outcome runCheckPhrase(Session& session, const Invocation&)
{
    SOTTO_TRY(phrase, typedWords());
    // Another device may have replaced them. Without the relay, what is known here counts.
    const auto settled = session.settle();
    if (!settled && settled.error().status != ExitStatus::Unreachable) {
        return settled;
    }
    SOTTO_TRY(isRight, session.await<bool>([&](core::Done<bool> done) {
        session.client().checkWords(phrase.text(), std::move(done));
    }));
    if (!isRight) {
        return Unexpected(refusalOf({core::ProblemKind::WordsWrong, {}}));
    }
    return session.output().print(session.output().isJson()
                                      ? JsonLine().boolean("correct", true).line()
                                      : "These are the words of this account.\n");
}

Outcome runRotatePhrase(Session& session, const Invocation&)
{
    SOTTO_TRY(phrase, typedWords());
    SOTTO_CHECK(session.settle());
    SOTTO_TRY(words, session.await<SecretBytes>([&](core::Done<SecretBytes> done) {
        session.client().replaceWords(phrase.text(), std::move(done));
    }));
    SOTTO_CHECK(printWords(session, words));
    return publishWords(session,
                        "The new words are in force; the other devices learn of it with the next "
                        "call.");
}

} // namespace sotto::cli
