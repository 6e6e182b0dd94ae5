// Client: the twelve words.
#include "app/core/client_parts.h"

namespace sotto::core {

WordsState Client::wordsState() const
{
    TwelveWords* const words = m_parts->objects.words();
    return words != nullptr ? words->state() : WordsState::None;
}

bool Client::wordsArePublished() const
{
    return m_parts->objects.wordsArePublished();
}

void Client::showWords(Done<crypto::SecretBytes> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        done(crypto::Unexpected(ready.error()));
        return;
    }
    m_parts->context.guard([&] { m_parts->objects.words()->show(std::move(done)); });
}

void Client::confirmWords()
{
    m_parts->context.guard([&] {
        if (TwelveWords* const words = m_parts->objects.words()) {
            words->confirm();
        }
    });
}

void Client::checkWords(crypto::SecretBytes words, Done<bool> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] { m_parts->phraseCare.check(std::move(words), std::move(done)); });
}

void Client::replaceWords(crypto::SecretBytes oldWords, Done<crypto::SecretBytes> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard(
        [&] { m_parts->phraseCare.replace(std::move(oldWords), std::move(done)); });
}

void Client::replaceLostWords(Done<crypto::SecretBytes> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] { m_parts->lostWords.begin(std::move(done)); });
}

LostWords Client::lostWords() const
{
    return m_parts->ready() ? m_parts->lostWords.info() : LostWords();
}

void Client::confirmLostWords()
{
    m_parts->context.guard([&] { m_parts->lostWords.confirm(); });
}

void Client::finishLostWords(crypto::SecretBytes words, Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] { m_parts->lostWords.finish(std::move(words), std::move(done)); });
}

void Client::cancelLostWords(Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] { m_parts->lostWords.cancel(std::move(done)); });
}

} // namespace sotto::core
