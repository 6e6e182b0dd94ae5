#include "app/viewmodels/invite_page.h"

#include "app/core/client.h"
#include "app/viewmodels/qr_text.h"
#include "app/viewmodels/time_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSaveFile>

namespace sotto::viewmodels {

namespace {

/// Characters of a link that are shown of each of its ends.
constexpr qsizetype kShownHead = 28;
constexpr qsizetype kShownTail = 6;

} // namespace

InvitePage::InvitePage(const core::OpenInvite& invite, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_inviteId(invite.id)
    , m_link(QString::fromStdString(invite.link))
    , m_qr(qrModules(m_link))
{
    show(invite);
}

QString InvitePage::shortLink() const
{
    return m_link.size() <= kShownHead + kShownTail
               ? m_link
               : m_link.left(kShownHead) + QChar(0x2026) + m_link.right(kShownTail);
}

QString InvitePage::expiresText() const
{
    return tr("Ends in %1").arg(TimeText::remaining(m_expires, m_clock.now()));
}

QString InvitePage::terms() const
{
    const QString time = TimeText::remaining(m_expires, m_clock.now());
    return m_usesLeft == 1
               ? tr("Works once, for the next %1.").arg(time)
               : tr("Works for %Ln people, for the next %1.", nullptr, m_usesLeft).arg(time);
}

void InvitePage::withdraw()
{
    Q_EMIT withdrawAsked(m_inviteId);
}

void InvitePage::copyLink()
{
    QGuiApplication::clipboard()->setText(m_link);
    m_copied = true;
    Q_EMIT copiedChanged();
}

void InvitePage::saveQr(const QUrl& file)
{
    QSaveFile out(file.toLocalFile());
    const bool isSaved =
        out.open(QIODevice::WriteOnly) && qrPicture(m_qr).save(&out, "PNG") && out.commit();
    setError(isSaved ? QString() : tr("The picture could not be saved there."));
}

void InvitePage::show(const core::OpenInvite& invite)
{
    m_expires = invite.expires;
    m_usesLeft = static_cast<int>(invite.usesLeft);
    m_published = invite.published;
    Q_EMIT changed();
}

void InvitePage::setError(const QString& error)
{
    m_error = error;
    Q_EMIT changed();
}

} // namespace sotto::viewmodels

#include "moc_invite_page.cpp"
