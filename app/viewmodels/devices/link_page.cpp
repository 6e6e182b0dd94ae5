#include "app/viewmodels/devices/link_page.h"

#include "app/core/devices/linking.h"
#include "app/viewmodels/devices/device_name.h"
#include "app/viewmodels/devices/link_problem.h"
#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/name_check.h"
#include "app/viewmodels/qr_text.h"
#include "app/viewmodels/relay_text.h"
#include "app/viewmodels/wiping.h"
#include "app/viewmodels/worker_thread.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace sotto::viewmodels {

namespace {

constexpr int kSecondMs = 1'000;

} // namespace

LinkPage::LinkPage(WordEntry& words, QObject* parent)
    : QObject(parent)
    , m_words(words)
    , m_deviceName(suggestedDeviceName())
{
    m_countdown.setInterval(kSecondMs);
    connect(&m_countdown, &QTimer::timeout, this, &LinkPage::countDown);
    connect(&m_words, &WordEntry::finished, this, &LinkPage::wordsTyped);
    // Who mends a word has read what was wrong.
    connect(&m_words, &WordEntry::edited, this, [this] {
        if (m_step == Step::Failed && m_waitSeconds == 0) {
            setStep(Step::Words);
        }
    });
}

LinkPage::~LinkPage() = default;

QStringList LinkPage::stepTexts() const
{
    return {tr("Working out what your words open"), tr("Looking for your account"),
            tr("Checking all that was found"), tr("Adding this device")};
}

int LinkPage::stepIndex() const
{
    return running() ? static_cast<int>(m_step) - static_cast<int>(Step::Deriving) : -1;
}

QString LinkPage::stepNote() const
{
    return m_step == Step::Joining
               ? tr("Your other devices are told. If the relay is out of reach now, Sotto goes on "
                    "by itself.")
               : QString();
}

QString LinkPage::relayHost() const
{
    return viewmodels::relayHost(m_relayText.isEmpty() ? m_defaultAddress : m_relayText);
}

void LinkPage::setRelayText(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (m_relayText == trimmed && m_relayError.isEmpty()) {
        return;
    }
    m_relayText = trimmed;
    m_relayError = trimmed.isEmpty() ? QString() : relayAddressError(trimmed);
    Q_EMIT relayChanged();
    if (m_step == Step::Failed && m_waitSeconds == 0) {
        setStep(Step::Words);
    }
}

void LinkPage::setRelayError(const QString& error)
{
    m_relayError = error;
    Q_EMIT relayChanged();
}

void LinkPage::setDeviceName(const QString& name)
{
    if (std::exchange(m_deviceName, name) != name) {
        Q_EMIT deviceNameChanged();
    }
}

QString LinkPage::deviceNameError() const
{
    return nameError(m_deviceName);
}

QString LinkPage::errorTitle() const
{
    return m_errorTitle;
}

QString LinkPage::errorText() const
{
    if (m_waitSeconds == 0) {
        return m_errorText;
    }
    const QString wait = m_waitSeconds == 1 ? tr("Next try in 1 second.")
                                            : tr("Next try in %1 seconds.").arg(m_waitSeconds);
    return m_errorText + QLatin1Char(' ') + wait;
}

void LinkPage::show()
{
    m_isOpen = true;
    Q_EMIT changed();
}

void LinkPage::leave()
{
    if (m_step == Step::Joining) {
        return;
    }
    cancel();
    m_isOpen = false;
    m_words.clear();
    m_passphrase = {};
    setStep(Step::Words);
    setRelayText({});
}

void LinkPage::start(const QString& passphrase)
{
    if (running() || m_waitSeconds > 0 || !m_words.complete()) {
        return;
    }
    if (!deviceNameError().isEmpty() || !m_relayError.isEmpty()) {
        return;
    }
    if (relayHost().isEmpty()) {
        setRelayError(tr("Sotto found no relay on this computer. Type the address on your sheet."));
        return;
    }
    m_passphrase = takeSecret(passphrase);
    setStep(Step::Deriving);
    Q_EMIT startAsked();
}

std::optional<core::LinkRequest> LinkPage::takeRequest()
{
    auto phrase = m_words.phrase();
    auto relay = crypto::RelayAddress::parse(
        (m_relayText.isEmpty() ? m_defaultAddress : m_relayText).toStdString());
    if (!phrase || !relay) {
        return std::nullopt;
    }
    return core::LinkRequest{std::move(*phrase), std::exchange(m_passphrase, {}), std::move(*relay),
                             m_deviceName.trimmed().toStdString()};
}

void LinkPage::cancel()
{
    if (canCancel()) {
        setStep(Step::Words);
        Q_EMIT cancelAsked();
    }
}

void LinkPage::onStep(core::LinkStep step)
{
    const bool isTooLate = step == core::LinkStep::Joining || step == core::LinkStep::Done;
    if (!running() && !isTooLate) {
        return; // given up meanwhile
    }
    m_isOpen = true;
    switch (step) {
    case core::LinkStep::Deriving:
        return setStep(Step::Deriving);
    case core::LinkStep::Looking:
        return setStep(Step::Looking);
    case core::LinkStep::Opening:
        return setStep(Step::Opening);
    case core::LinkStep::Joining:
    case core::LinkStep::Done:
        // They are needed no more.
        m_words.clear();
        return setStep(Step::Joining);
    }
}

void LinkPage::onFailed(const core::Problem& problem)
{
    if (!running() || problem.kind == core::ProblemKind::Cancelled) {
        return;
    }
    const LinkProblem shown = linkProblem(problem);
    setStep(Step::Failed);
    m_errorTitle = shown.title;
    m_errorText = shown.text;
    m_offers = {shown.offersRelay, shown.offersPassphrase, shown.offersRetry && m_words.complete(),
                shown.offersNewWords};
    if (problem.kind == core::ProblemKind::NoRecord) {
        ++m_found;
    }
    // The core says no to the next one: it need not be tried.
    if (problem.kind == core::ProblemKind::TriesSpent || m_found == core::kLinkTriesMax) {
        m_found = 0;
        wait(static_cast<int>(core::kLinkPauseMs / kSecondMs));
    }
    Q_EMIT changed();
}

void LinkPage::onResumed()
{
    m_isOpen = true;
    setStep(Step::Joining);
}

void LinkPage::onDone()
{
    m_isOpen = false;
    m_found = 0;
    m_words.clear();
    m_passphrase = {};
    setStep(Step::Words);
    setRelayText({});
}

void LinkPage::setStep(Step step)
{
    m_step = step;
    forgetError();
    Q_EMIT changed();
}

void LinkPage::forgetError()
{
    m_errorTitle.clear();
    m_errorText.clear();
    m_offers = {};
}

void LinkPage::wait(int seconds)
{
    m_waitSeconds = seconds;
    m_countdown.start();
}

void LinkPage::countDown()
{
    if (--m_waitSeconds <= 0) {
        m_waitSeconds = 0;
        m_countdown.stop();
    }
    Q_EMIT changed();
}

void LinkPage::readRelayFromImage(const QUrl& file)
{
    const QImage image = readImageFile(file);
    if (image.isNull()) {
        setRelayError(tr("This is not a picture that Sotto can read. Choose a JPEG or PNG file."));
        return;
    }
    readCodeOf(image);
}

void LinkPage::pasteRelay()
{
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    if (data && data->hasImage()) {
        readCodeOf(qvariant_cast<QImage>(data->imageData()));
    } else if (data && data->hasText() && !data->text().trimmed().isEmpty()) {
        setRelayText(data->text());
    } else {
        setRelayError(tr("Nothing was copied yet. Copy the address or a picture of the code."));
    }
}

void LinkPage::readCodeOf(const QImage& image)
{
    if (std::exchange(m_isReadingCode, true)) {
        return;
    }
    Q_EMIT relayChanged();
    if (!m_codeReader) {
        m_codeReader = std::make_unique<WorkerThread>(QStringLiteral("codes"));
    }
    m_codeReader->work(
        this, [image] { return readQrOf({image}); },
        [this](const QString& text) {
            m_isReadingCode = false;
            if (text.isEmpty()) {
                setRelayError(tr("No code was found. Make sure that all of it can be seen."));
            } else {
                setRelayText(text);
            }
            Q_EMIT relayChanged();
        });
}

void LinkPage::setDefaultRelay(const QString& address)
{
    m_defaultAddress = address;
    Q_EMIT relayChanged();
}

} // namespace sotto::viewmodels

#include "moc_link_page.cpp"
