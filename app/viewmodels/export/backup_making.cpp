#include "app/viewmodels/export/backup_making.h"

#include "app/core/environment.h"
#include "app/core/problem.h"
#include "app/viewmodels/export/path_text.h"
#include "app/viewmodels/person_text.h"

#include <QDateTime>
#include <QStandardPaths>

namespace sotto::viewmodels {

QUrl BackupMaking::suggestedFile() const
{
    const QString day = QDateTime::fromMSecsSinceEpoch(m_clock.now()).date().toString(Qt::ISODate);
    return QUrl::fromLocalFile(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) +
                               QStringLiteral("/Sotto %1.sotto-backup").arg(day));
}

QString BackupMaking::title() const
{
    switch (phase()) {
    case Phase::Closed:
        return {};
    case Phase::Ask:
        return tr("Back up to a file");
    case Phase::Running:
        return tr("Writing the backup");
    case Phase::Done:
        return tr("The backup is written");
    }
    return {};
}

QString BackupMaking::text() const
{
    switch (phase()) {
    case Phase::Ask:
        return tr("Your people, your messages and your settings in one encrypted file. Nothing "
                  "opens it but your twelve words, and no relay is needed for that.");
    case Phase::Done:
        return tr("It is the file “%1”, in %2. The words that you have today open it. If you "
                  "replace them, make a new backup.")
            .arg(isolated(nameOf(result())), isolated(folderText(result().parent_path())));
    case Phase::Closed:
    case Phase::Running:
        break;
    }
    return {};
}

void BackupMaking::begin()
{
    if (phase() != Phase::Running) {
        m_lacksWords = false;
        ask();
    }
}

void BackupMaking::start(const QUrl& file)
{
    if (phase() != Phase::Ask) {
        return;
    }
    run();
    if (auto path = pathOf(file)) {
        m_file = std::move(*path);
        Q_EMIT startAsked();
    } else {
        onFailed({core::ProblemKind::FileNotWritten, "no place on this computer"});
    }
}

void BackupMaking::onFailed(const core::Problem& problem)
{
    m_lacksWords = problem.kind == core::ProblemKind::NoWords;
    LongTask::onFailed(problem);
}

QString BackupMaking::beginningText() const
{
    return tr("Looking through your messages");
}

QString BackupMaking::stoppedText() const
{
    return tr("Nothing of it was left behind.");
}

} // namespace sotto::viewmodels

#include "moc_backup_making.cpp"
