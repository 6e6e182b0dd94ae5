// The twelve words: shown, checked, replaced; also for who has lost the old ones.
#include "app/cli/account_steps.h"
#include "app/cli/json_line.h"
#include "app/cli/lost_words_line.h"
#include "app/cli/typed_words.h"
#include "app/cli/verbs.h"

#include <array>

namespace sotto::cli {

using core::LostWords;
using core::ProblemKind;
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

/// The same refusal with another reason, where it is of that kind.
Refusal explained(Refusal refusal, ProblemKind kind, std::string_view reason)
{
    if (refusal.name == core::nameOf(kind)) {
        refusal.reason = reason;
    }
    return refusal;
}

/// Here it is the new words that are missing, not those of the account.
Outcome withNoneWaiting(const Outcome& outcome)
{
    return outcome ? outcome
                   : Unexpected(explained(outcome.error(), ProblemKind::NoWords,
                                          "No new words wait on this device."));
}

Outcome startLostPhrase(Session& session)
{
    SOTTO_CHECK(session.settle());
    const auto words = session.await<SecretBytes>(
        [&](core::Done<SecretBytes> done) { session.client().replaceLostWords(std::move(done)); });
    if (!words) {
        return Unexpected(explained(
            explained(words.error(), ProblemKind::NoWords,
                      "This account has no twelve words yet: phrase makes them."),
            ProblemKind::NoStampRelay,
            "The relay may not vouch for the 14 days: the account has named another one for that, "
            "or none, and only the old words can change it."));
    }
    SOTTO_CHECK(printWords(session, *words));
    constexpr std::string_view kWhatIsKept =
        "The 14 days of the new words begin once a later call has reached it.";
    SOTTO_CHECK(settleOr(session, kWhatIsKept));
    const auto isNoted = [&] {
        const LostWords now = session.client().lostWords();
        return now.stage != LostWords::Stage::Waiting || now.dueAt != 0;
    };
    SOTTO_TRY(isOver, session.wait(isNoted, kAnswerMs));
    if (!isOver) {
        Refusal refusal = session.unreachable();
        refusal.reason += " " + std::string(kWhatIsKept);
        return Unexpected(std::move(refusal));
    }
    if (session.client().lostWords().stage == LostWords::Stage::None) {
        return Unexpected(refusalOf({ProblemKind::Cancelled, {}})); // another device was quicker
    }
    return session.settle();
}

Outcome writtenLostPhrase(Session& session)
{
    // What is known here is enough, but for a stop on another device.
    const auto settled = session.settle();
    if (!settled && settled.error().status != ExitStatus::Unreachable) {
        return settled;
    }
    if (session.client().lostWords().stage == LostWords::Stage::None) {
        return withNoneWaiting(Unexpected(refusalOf({ProblemKind::NoWords, {}})));
    }
    session.client().confirmLostWords();
    return {};
}

Outcome statusOfLostPhrase(Session& session)
{
    // Without the relay, it is what is known here.
    const auto settled = session.settle();
    SOTTO_CHECK(session.output().print(
        lostWordsLine(session.client().lostWords(), session.output().isJson())));
    return settled;
}

Outcome finishLostPhrase(Session& session)
{
    SOTTO_TRY(phrase, typedWords());
    SOTTO_CHECK(session.settle());
    SOTTO_CHECK(withNoneWaiting(session.await<void>([&](core::Done<void> done) {
        session.client().finishLostWords(phrase.text(), std::move(done));
    })));
    return publishWords(session,
                        "The new words are in force; the other devices learn of it with the next "
                        "call.");
}

Outcome cancelLostPhrase(Session& session)
{
    SOTTO_CHECK(session.settle());
    SOTTO_CHECK(withNoneWaiting(session.await<void>(
        [&](core::Done<void> done) { session.client().cancelLostWords(std::move(done)); })));
    return session.settle();
}

struct LostPhraseStep
{
    std::string_view name;
    Outcome (*run)(Session& session);
};

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
        return Unexpected(refusalOf({ProblemKind::WordsWrong, {}}));
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

Outcome runLostPhrase(Session& session, const Invocation& invocation)
{
    static constexpr std::array<LostPhraseStep, 5> kSteps = {{
        {"start", startLostPhrase},
        {"written", writtenLostPhrase},
        {"status", statusOfLostPhrase},
        {"finish", finishLostPhrase},
        {"cancel", cancelLostPhrase},
    }};
    for (const LostPhraseStep& step : kSteps) {
        if (step.name == invocation.operands[0]) {
            return step.run(session);
        }
    }
    return Unexpected(Refusal{ExitStatus::Usage, "usage",
                              "The step is start, written, status, finish or cancel."});
}

} // namespace sotto::cli
