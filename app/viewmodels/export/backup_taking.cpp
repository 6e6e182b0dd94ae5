#include "app/viewmodels/export/backup_taking.h"

#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/export/path_text.h"

namespace sotto::viewmodels {

BackupTaking::BackupTaking(WordEntry& words, QObject* parent)
    : LongTask(parent)
    , m_words(words)
{
    connect(&m_words, &WordEntry::finished, this, &BackupTaking::start);
    connect(&m_words, &WordEntry::changed, this, &BackupTaking::changed);
    connect(&m_words, &WordEntry::edited, this, [this] {
        if (phase() == Phase::Ask) {
            forgetError();
        }
    });
}

QString BackupTaking::fileName() const
{
    return nameOf(m_file);
}

bool BackupTaking::isReady() const
{
    return !m_file.empty() && m_words.complete();
}

QString BackupTaking::title() const
{
    switch (phase()) {
    case Phase::Closed:
        return {};
    case Phase::Ask:
        return tr("Take in a backup");
    case Phase::Running:
        return tr("Taking in the backup");
    case Phase::Done:
        return tr("The backup is taken in");
    }
    return {};
}

QString BackupTaking::text() const
{
    switch (phase()) {
    case Phase::Ask:
        return tr("It brings back what this computer does not have. What is newer here stays, and "
                  "what you have deleted stays deleted.");
    case Phase::Done:
        return tr("Your other devices get what came with it, too.");
    case Phase::Closed:
    case Phase::Running:
        break;
    }
    return {};
}

void BackupTaking::begin()
{
    if (phase() != Phase::Running) {
        m_file.clear();
        ask();
    }
}

void BackupTaking::chooseFile(const QUrl& file)
{
    if (phase() != Phase::Ask) {
        return;
    }
    m_file = pathOf(file).value_or(std::filesystem::path());
    forgetError();
    Q_EMIT changed();
}

void BackupTaking::start()
{
    if (phase() == Phase::Ask && isReady()) {
        run();
        Q_EMIT startAsked();
    }
}

std::optional<core::BackupRequest> BackupTaking::request() const
{
    auto phrase = m_words.phrase();
    if (!phrase || m_file.empty()) {
        return std::nullopt;
    }
    return core::BackupRequest{m_file, std::move(*phrase)};
}

QString BackupTaking::beginningText() const
{
    return tr("Opening it with your words");
}

QString BackupTaking::stoppedText() const
{
    return tr("What came until then stays here. You can take it in again at any time.");
}

void BackupTaking::forget()
{
    m_words.clear();
}

} // namespace sotto::viewmodels

#include "moc_backup_taking.cpp"
