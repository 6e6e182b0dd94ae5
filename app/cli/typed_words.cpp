#include "app/cli/typed_words.h"

#include "app/cli/bounded_read.h"
#include "app/cli/output.h"
#include "app/core/recovery/qt_normalizer.h"

#include <termios.h>
#include <unistd.h>

namespace sotto::cli {

using crypto::PhraseError;
using crypto::Result;
using crypto::SecretBytes;
using crypto::Unexpected;

namespace {

/// For a pipe that another program fills; a person at a terminal takes their time.
constexpr int kPatienceMs = 10'000;
constexpr int kForEver = -1;

/// A terminal that shows nothing of what is typed.
class Silence
{
public:
    explicit Silence(int terminal)
        : m_terminal(terminal)
        , m_isSet(::tcgetattr(terminal, &m_before) == 0)
    {
        if (m_isSet) {
            termios quiet = m_before;
            quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
            ::tcsetattr(terminal, TCSAFLUSH, &quiet);
        }
    }
    ~Silence()
    {
        if (m_isSet) {
            ::tcsetattr(m_terminal, TCSAFLUSH, &m_before);
        }
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    int m_terminal;
    termios m_before{};
    bool m_isSet;
};

Refusal wrong(const std::string& reason)
{
    return {ExitStatus::Refused, core::nameOf(core::ProblemKind::PhraseWrong), reason};
}

Result<SecretBytes, Refusal> typed()
{
    const bool isTerminal = ::isatty(STDIN_FILENO) == 1;
    if (isTerminal) {
        Output::note("Type the twelve words (they are not shown), then Enter and Ctrl+D.");
    }
    std::optional<Silence> silence;
    if (isTerminal) {
        silence.emplace(STDIN_FILENO);
    }
    auto text =
        readAll(STDIN_FILENO, crypto::kMaxPhraseTextBytes, isTerminal ? kForEver : kPatienceMs);
    if (text) {
        return std::move(*text);
    }
    return Unexpected(text.error() == ReadError::TooLong
                          ? wrong("That is more than twelve words.")
                          : Refusal{ExitStatus::Refused, "input-missing",
                                    "There was nothing to read from standard input: give the "
                                    "twelve words there."});
}

Refusal refusalOf(const PhraseError& error)
{
    switch (error.kind) {
    case PhraseError::Kind::UnknownWord:
        return wrong("Word " + std::to_string(error.position) +
                     " is not on the list of words. Compare it with your paper.");
    case PhraseError::Kind::WrongCount:
        return wrong("These are " + std::to_string(error.wordCount) +
                     " words; a phrase has twelve.");
    case PhraseError::Kind::TooLong:
        return wrong("That is more than twelve words.");
    case PhraseError::Kind::WrongChecksum:
        break;
    }
    return cli::refusalOf({core::ProblemKind::PhraseWrong, {}});
}

} // namespace

Result<crypto::RecoveryPhrase, Refusal> typedWords()
{
    SOTTO_TRY(text, typed());
    auto phrase = crypto::RecoveryPhrase::fromText(text.view(), core::QtNormalizer());
    if (!phrase) {
        return Unexpected(refusalOf(phrase.error()));
    }
    return std::move(*phrase);
}

} // namespace sotto::cli
