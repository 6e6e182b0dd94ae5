#include "app/viewmodels/composer.h"

#include "app/core/client.h"
#include "app/viewmodels/wiping.h"

namespace sotto::viewmodels {

Composer::Composer(QObject* parent)
    : QObject(parent)
{
    m_save.setSingleShot(true);
    m_save.setInterval(kDraftDelayMs);
    connect(&m_save, &QTimer::timeout, this, &Composer::flush);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingIntervalMs);
}

void Composer::setText(const QString& text)
{
    if (m_text == text) {
        return;
    }
    m_text = text;
    forgetError();
    Q_EMIT textChanged();
    Q_EMIT canSendChanged();
    if (m_edited == 0) {
        m_save.start();
    }
    if (!text.isEmpty() && !m_typing.isActive() && m_allowed) {
        m_typing.start();
        Q_EMIT typed();
    }
}

bool Composer::canSend() const
{
    return m_allowed && !m_text.trimmed().isEmpty() && limitText().isEmpty();
}

QString Composer::limitText() const
{
    // Most texts are far too short to be measured.
    constexpr auto kMost = static_cast<qsizetype>(core::kTextBytesMax);
    if (m_text.size() <= kMost / 4) {
        return {};
    }
    const qsizetype over = m_text.trimmed().toUtf8().size() - kMost;
    if (over <= 0) {
        return {};
    }
    return over == 1
               ? tr("1 character too long. Send it in parts.")
               : tr("%Ln characters too long. Send it in parts.", nullptr, static_cast<int>(over));
}

void Composer::send()
{
    if (!canSend()) {
        return;
    }
    const QString text = m_text.trimmed();
    if (m_edited != 0) {
        Q_EMIT editAsked(m_edited, text);
        cancel();
        return;
    }
    const qint64 quoted = m_quoted;
    m_save.stop();
    m_typing.stop();
    m_text.clear();
    m_quoted = 0;
    m_quotedAuthor.clear();
    m_quotedExcerpt.clear();
    forgetError();
    Q_EMIT textChanged();
    Q_EMIT canSendChanged();
    Q_EMIT quotedChanged();
    Q_EMIT sendAsked(text, quoted);
    flush(); // a draft of it that was stored would come back
}

void Composer::cancel()
{
    const bool wasEditing = std::exchange(m_edited, 0) != 0;
    m_quoted = 0;
    m_quotedAuthor.clear();
    m_quotedExcerpt.clear();
    if (wasEditing) {
        m_text = std::exchange(m_beforeEdit, {});
        Q_EMIT textChanged();
        Q_EMIT canSendChanged();
    }
    forgetError();
    Q_EMIT quotedChanged();
    m_save.start();
}

void Composer::removePhrase()
{
    m_edited = 0;
    m_beforeEdit.clear();
    wipe(m_text);
    forgetError();
    Q_EMIT textChanged();
    Q_EMIT canSendChanged();
    Q_EMIT quotedChanged();
    m_save.start();
}

void Composer::open(const QString& draft)
{
    m_text = draft;
    m_savedText = draft;
    Q_EMIT textChanged();
    Q_EMIT canSendChanged();
}

void Composer::reply(qint64 message, const QString& author, const QString& excerpt)
{
    if (m_edited != 0) {
        cancel();
    }
    m_quoted = message;
    m_quotedAuthor = author;
    m_quotedExcerpt = excerpt;
    Q_EMIT quotedChanged();
    m_save.start();
}

void Composer::edit(qint64 message, const QString& text)
{
    if (m_edited == 0) {
        flush();
        m_beforeEdit = m_text;
    }
    m_edited = message;
    m_quoted = 0;
    m_text = text;
    forgetError();
    Q_EMIT textChanged();
    Q_EMIT canSendChanged();
    Q_EMIT quotedChanged();
}

void Composer::giveBack(const QString& text, qint64 quoted)
{
    if (!m_text.isEmpty() || m_edited != 0) {
        m_text = text + QLatin1Char('\n') + m_text;
    } else {
        m_text = text;
        m_quoted = quoted;
        Q_EMIT quotedChanged();
    }
    Q_EMIT textChanged();
    Q_EMIT canSendChanged();
}

void Composer::showError(const QString& title, const QString& text, bool holdsPhrase)
{
    m_errorTitle = title;
    m_errorText = text;
    m_holdsPhrase = holdsPhrase;
    Q_EMIT errorChanged();
}

void Composer::forgetError()
{
    if (!m_errorTitle.isEmpty() || !m_errorText.isEmpty()) {
        showError({}, {}, false);
    }
}

void Composer::setAllowed(bool allowed)
{
    if (std::exchange(m_allowed, allowed) != allowed) {
        Q_EMIT canSendChanged();
    }
}

void Composer::flush()
{
    m_save.stop();
    const QString draft = m_edited != 0 ? m_beforeEdit : m_text;
    if (draft == m_savedText && m_quoted == m_savedQuoted) {
        return;
    }
    m_savedText = draft;
    m_savedQuoted = m_quoted;
    Q_EMIT draftAsked(draft, m_quoted);
}

void Composer::clear()
{
    m_save.stop();
    m_typing.stop();
    for (QString* text :
         {&m_text, &m_beforeEdit, &m_savedText, &m_quotedAuthor, &m_quotedExcerpt}) {
        wipe(*text);
    }
    m_quoted = 0;
    m_edited = 0;
    Q_EMIT textChanged();
    Q_EMIT quotedChanged();
}

} // namespace sotto::viewmodels

#include "moc_composer.cpp"
