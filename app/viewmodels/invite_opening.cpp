#include "app/viewmodels/invite_opening.h"

#include "app/viewmodels/person_text.h"
#include "app/viewmodels/qr_text.h"
#include "app/viewmodels/relay_text.h"
#include "app/viewmodels/worker_thread.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace sotto::viewmodels {

InviteOpening::InviteOpening(QObject* parent)
    : QObject(parent)
{}

InviteOpening::~InviteOpening() = default;

QString InviteOpening::outsideRelay() const
{
    return relayHost(m_outside);
}

void InviteOpening::open(const QString& link)
{
    if (m_busy) {
        return;
    }
    const QString trimmed = link.trimmed();
    if (const TextProblem problem = inviteProblem(trimmed); !problem.title.isEmpty()) {
        failed(problem.title, problem.text);
        return;
    }
    m_link = trimmed;
    m_decided.clear();
    setBusy();
    Q_EMIT lookAsked(trimmed);
}

QString InviteOpening::invitation() const
{
    return m_inviter.isEmpty() ? tr("Somebody invites you")
                               : tr("%1 invites you").arg(isolated(m_inviter));
}

void InviteOpening::found(const std::string& name)
{
    m_busy = false;
    m_inviter = name.empty() ? QString() : shownName(name);
    m_decided = m_link;
    Q_EMIT changed();
}

void InviteOpening::accept()
{
    if (m_busy || m_decided.isEmpty()) {
        return;
    }
    setBusy();
    Q_EMIT openAsked(m_decided);
}

void InviteOpening::decline()
{
    if (m_busy) {
        return;
    }
    const bool isOutside = m_decided == m_outside;
    m_decided.clear();
    if (isOutside) {
        dismissOutsideLink();
    }
    failed({}, {});
}

void InviteOpening::leave()
{
    const bool isAsking = m_busy && deciding();
    if (!isAsking && m_outside.isEmpty()) {
        m_link.clear();
        m_decided.clear();
        failed({}, {});
    }
}

void InviteOpening::openImage(const QUrl& file)
{
    const QImage image = readImageFile(file);
    if (image.isNull()) {
        failed(tr("This is not a picture that Sotto can read."), tr("Choose a JPEG or PNG file."));
        return;
    }
    readCodeOf({image});
}

void InviteOpening::paste()
{
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    if (data && data->hasImage()) {
        readCodeOf({qvariant_cast<QImage>(data->imageData())});
    } else if (data && data->hasText() && !data->text().trimmed().isEmpty()) {
        open(data->text());
    } else {
        failed(tr("Nothing was copied yet."), tr("Copy the link or a picture of the code first."));
    }
}

void InviteOpening::scanScreen()
{
    if (!m_capture) {
        failed(tr("The screen cannot be read here."),
               tr("Save a picture of the code, and choose it."));
        return;
    }
    m_capture([guard = QPointer<InviteOpening>(this)](const QList<QImage>& images) {
        if (guard) {
            guard->readCodeOf(images);
        }
    });
}

void InviteOpening::readCodeOf(const QList<QImage>& images)
{
    setBusy();
    if (!m_codeReader) {
        m_codeReader = std::make_unique<WorkerThread>(QStringLiteral("codes"));
    }
    m_codeReader->work(
        this, [images] { return readQrOf(images); },
        [this](const QString& text) {
            m_busy = false;
            if (!m_outside.isEmpty()) {
                Q_EMIT changed(); // another link came meanwhile
            } else if (text.isEmpty()) {
                failed(tr("No code was found."), tr("Make sure that all of it can be seen."));
            } else {
                open(text);
            }
        });
}

void InviteOpening::acceptOutsideLink()
{
    // It stays until something came of it, or the person leaves it.
    open(m_outside);
}

void InviteOpening::dismissOutsideLink()
{
    if (!m_outside.isEmpty()) {
        m_outside.clear();
        m_link.clear();
        Q_EMIT linkFromOutsideChanged();
        forgetError();
    }
}

void InviteOpening::forgetError()
{
    if (!m_busy) {
        failed({}, {});
    }
}

void InviteOpening::offerFromOutside(const QString& link)
{
    m_outside = link.trimmed();
    if (!m_busy || !deciding()) {
        // What was looked at gives way; what is being asked for does not.
        m_link.clear();
        m_decided.clear();
        m_busy = false;
        Q_EMIT changed();
    }
    Q_EMIT linkFromOutsideChanged();
}

void InviteOpening::succeeded(qint64 conversationId)
{
    const bool isOutside = m_decided == m_outside;
    Q_EMIT opened(conversationId);
    m_decided.clear();
    failed({}, {});
    if (isOutside) {
        dismissOutsideLink();
    }
}

void InviteOpening::failed(const QString& title, const QString& error)
{
    m_busy = false;
    if (!title.isEmpty()) {
        m_decided.clear();
    }
    m_errorTitle = title;
    m_error = error;
    Q_EMIT changed();
}

void InviteOpening::setBusy()
{
    m_busy = true;
    m_errorTitle.clear();
    m_error.clear();
    Q_EMIT changed();
}

void InviteOpening::clear()
{
    m_link.clear();
    m_decided.clear();
    m_inviter.clear();
    failed({}, {});
}

} // namespace sotto::viewmodels

#include "moc_invite_opening.cpp"
