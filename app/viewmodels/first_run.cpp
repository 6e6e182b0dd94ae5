#include "app/viewmodels/first_run.h"

#include "app/viewmodels/name_check.h"
#include "app/viewmodels/own_picture.h"
#include "app/viewmodels/relay_text.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

FirstRun::FirstRun(QObject* parent)
    : QObject(parent)
{}

void FirstRun::setRelayText(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (m_relayText == trimmed) {
        return;
    }
    m_relayText = trimmed;
    m_relayError = trimmed.isEmpty() ? QString() : relayAddressError(trimmed);
    Q_EMIT relayTextChanged();
}

QString FirstRun::checkName(const QString& name) const
{
    return nameError(name);
}

void FirstRun::choosePicture(const QUrl& file)
{
    auto picture = readOwnPicture(file);
    m_pictureError = picture ? QString() : explain(picture.error());
    if (picture) {
        m_pictureBytes = *picture;
        m_picture = dataUrl(m_pictureBytes);
    }
    Q_EMIT pictureChanged();
}

void FirstRun::clearPicture()
{
    m_pictureBytes.clear();
    m_picture.clear();
    m_pictureError.clear();
    Q_EMIT pictureChanged();
}

void FirstRun::start(const QString& name)
{
    if (m_busy) {
        return;
    }
    if (const QString error = nameError(name); !error.isEmpty()) {
        setState(false, error);
        return;
    }
    if (relayAddress().isEmpty()) {
        m_relayError = QCoreApplication::translate(
            "FirstRun", "Sotto found no relay on this computer. Paste the address of one.");
        Q_EMIT relayTextChanged();
        return;
    }
    if (!m_relayError.isEmpty()) {
        return;
    }
    setState(true, {});
    Q_EMIT started(name.trimmed());
}

void FirstRun::setDefaultRelay(const QString& address)
{
    m_defaultAddress = address;
    m_defaultRelay = relayHost(address);
    Q_EMIT defaultRelayChanged();
}

QString FirstRun::relayAddress() const
{
    return m_relayText.isEmpty() ? m_defaultAddress : m_relayText;
}

void FirstRun::setState(bool busy, const QString& error)
{
    m_busy = busy;
    m_error = error;
    Q_EMIT stateChanged();
}

void FirstRun::clear()
{
    clearPicture();
    setRelayText({});
    setState(false, {});
}

} // namespace sotto::viewmodels

#include "moc_first_run.cpp"
