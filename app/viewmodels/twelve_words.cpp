#include "app/viewmodels/twelve_words.h"

#include "app/core/client.h"
#include "app/viewmodels/core_thread.h"
#include "app/viewmodels/wiping.h"
#include "app/viewmodels/words_sheet.h"

#include <algorithm>

#include <QFile>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>

namespace sotto::viewmodels {

namespace {

constexpr storage::Milliseconds kDayMs = std::int64_t{24} * 3600 * 1000;
constexpr int kChallengeWords = 3;
constexpr int kPointsPerInch = 72;

QStringList wordsOf(const crypto::SecretBytes& secret)
{
    const QByteArrayView text(reinterpret_cast<const char*>(secret.data()),
                              static_cast<qsizetype>(secret.size()));
    QStringList words;
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i == text.size() || text.at(i) == ' ') {
            words.append(QString::fromLatin1(text.sliced(begin, i - begin)));
            begin = i + 1;
        }
    }
    return words;
}

} // namespace

TwelveWords::TwelveWords(const core::Clock& clock, crypto::Random& random, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_random(random)
{}

TwelveWords::~TwelveWords()
{
    hide();
}

bool TwelveWords::offer() const
{
    return m_known && m_somethingToLose && m_state != State::Confirmed &&
           m_clock.now() >= m_restsUntil;
}

void TwelveWords::show()
{
    if (!m_core || m_busy) {
        return;
    }
    m_busy = true;
    m_error.clear();
    Q_EMIT changed();
    m_core->begin<crypto::SecretBytes>(
        this,
        [](core::Client& client, core::Done<crypto::SecretBytes> done) {
            client.showWords(std::move(done));
        },
        [this](const crypto::Result<crypto::SecretBytes, core::Problem>& result) {
            m_busy = false;
            if (result) {
                take(wordsOf(*result));
            } else {
                m_error = core::explain(result.error());
            }
            Q_EMIT changed();
        });
}

void TwelveWords::showNew(const crypto::SecretBytes& words)
{
    m_state = State::Shown;
    take(wordsOf(words));
    Q_EMIT changed();
}

void TwelveWords::showWaiting(const crypto::SecretBytes& words)
{
    take(wordsOf(words));
    m_areWaiting = true;
    Q_EMIT changed();
}

void TwelveWords::take(QStringList words)
{
    hide();
    m_words = std::move(words);
    while (m_challenge.size() < std::min<qsizetype>(kChallengeWords, m_words.size())) {
        const int number =
            1 + static_cast<int>(m_random.below(static_cast<std::uint32_t>(m_words.size())));
        if (!m_challenge.contains(number)) {
            m_challenge.append(number);
        }
    }
    std::sort(m_challenge.begin(), m_challenge.end());
    Q_EMIT wordsChanged();
}

void TwelveWords::hide()
{
    for (QString& word : m_words) {
        wipe(word);
    }
    m_words.clear();
    m_areWaiting = false;
    m_challenge.clear();
    m_confirmError.clear();
    Q_EMIT wordsChanged();
    Q_EMIT changed();
}

void TwelveWords::later()
{
    m_restsUntil = m_clock.now() + kDayMs;
    Q_EMIT laterAsked(m_restsUntil);
    Q_EMIT changed();
}

bool TwelveWords::confirm(const QStringList& words)
{
    m_confirmError.clear();
    for (qsizetype i = 0; i < m_challenge.size(); ++i) {
        const QString typed = i < words.size() ? words.at(i).trimmed().toLower() : QString();
        if (typed != m_words.at(m_challenge.at(i) - 1)) {
            m_confirmError =
                tr("Word %1 is another one. Compare it with your paper.").arg(m_challenge.at(i));
            Q_EMIT changed();
            return false;
        }
    }
    if (m_challenge.isEmpty() || !m_core) {
        return false;
    }
    if (m_areWaiting) {
        m_core->post([](core::Client& client) { client.confirmLostWords(); });
    } else {
        m_core->post([](core::Client& client) { client.confirmWords(); });
        m_state = State::Confirmed;
    }
    hide();
    Q_EMIT confirmed();
    return true;
}

void TwelveWords::savePdf(const QUrl& file)
{
    QSaveFile out(file.toLocalFile());
    const auto write = [this, &out] {
        QPdfWriter pdf(&out);
        pdf.setPageSize(QPageSize(QPageSize::A4));
        pdf.setPageMargins({});
        pdf.setResolution(kPointsPerInch);
        pdf.setTitle(QStringLiteral("Sotto"));
        pdf.setCreator(QStringLiteral("Sotto"));
        return drawWordsSheet(pdf, m_words, m_relay);
    };
    const bool isSaved = !m_words.isEmpty() && out.open(QIODevice::WriteOnly) &&
                         out.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && write() &&
                         out.commit();
    m_error = isSaved ? QString() : tr("The sheet could not be saved there.");
    Q_EMIT changed();
}

void TwelveWords::print()
{
    if (!m_words.isEmpty()) {
        Q_EMIT printAsked();
    }
}

void TwelveWords::open(CoreThread* core, const QString& relay)
{
    m_core = core;
    m_relay = relay;
}

void TwelveWords::setState(core::WordsState state)
{
    m_known = true;
    m_state = static_cast<State>(state);
    Q_EMIT changed();
}

void TwelveWords::setSomethingToLose(bool something)
{
    if (std::exchange(m_somethingToLose, something) != something) {
        Q_EMIT changed();
    }
}

void TwelveWords::setRestsUntil(qint64 restsUntil)
{
    m_restsUntil = restsUntil;
    Q_EMIT changed();
}

void TwelveWords::clear()
{
    m_core = nullptr;
    m_known = false;
    m_somethingToLose = false;
    m_error.clear();
    hide();
}

} // namespace sotto::viewmodels

#include "moc_twelve_words.cpp"
