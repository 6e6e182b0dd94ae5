#include "app/viewmodels/me.h"

#include "app/core/client.h"
#include "app/viewmodels/name_check.h"
#include "app/viewmodels/own_picture.h"
#include "app/viewmodels/person_text.h"

namespace sotto::viewmodels {

Me::Me(QObject* parent)
    : QObject(parent)
{}

QString Me::initials() const
{
    return initialsOf(m_name);
}

QUrl Me::picture() const
{
    return m_pictureBytes.isEmpty()
               ? QUrl()
               : QUrl(QStringLiteral("image://picture/me/%1").arg(m_pictureRevision));
}

void Me::setName(const QString& name)
{
    const QString error = nameError(name);
    if (!error.isEmpty()) {
        setState(false, error);
    } else if (name.trimmed() != m_name) {
        setState(true, {});
        Q_EMIT profileAsked(name.trimmed(), m_pictureBytes);
    }
}

void Me::choosePicture(const QUrl& file)
{
    const auto picture = readOwnPicture(file);
    if (!picture) {
        setState(false, explain(picture.error()));
        return;
    }
    setState(true, {});
    Q_EMIT profileAsked(m_name, *picture);
}

void Me::clearPicture()
{
    setState(true, {});
    Q_EMIT profileAsked(m_name, {});
}

void Me::show(const core::Account& account)
{
    m_name = shownName(account.name);
    m_accountId = QString::fromLatin1(
        QByteArray(reinterpret_cast<const char*>(account.id.data()), account.id.kSize).toHex());
    m_colorIndex = colorIndexOf(account.id);
    const QByteArray picture(reinterpret_cast<const char*>(account.picture.data()),
                             static_cast<qsizetype>(account.picture.size()));
    if (m_pictureBytes != picture) {
        m_pictureBytes = picture;
        ++m_pictureRevision;
    }
    Q_EMIT changed();
}

void Me::setState(bool busy, const QString& error)
{
    m_busy = busy;
    m_error = error;
    Q_EMIT stateChanged();
}

void Me::clear()
{
    m_name.clear();
    m_accountId.clear();
    m_pictureBytes.clear();
    m_colorIndex = 0;
    ++m_pictureRevision;
    setState(false, {});
    Q_EMIT changed();
}

} // namespace sotto::viewmodels

#include "moc_me.cpp"
