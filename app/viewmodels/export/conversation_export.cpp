#include "app/viewmodels/export/conversation_export.h"

#include "app/viewmodels/export/path_text.h"
#include "app/viewmodels/person_text.h"

namespace sotto::viewmodels {

void ConversationExport::setFormat(Format format)
{
    if (std::exchange(m_format, format) != format) {
        Q_EMIT changed();
    }
}

QString ConversationExport::title() const
{
    switch (phase()) {
    case Phase::Closed:
        return {};
    case Phase::Running:
        return tr("Writing the export");
    case Phase::Done:
        return tr("The export is written");
    case Phase::Ask:
        break;
    }
    return m_conversation == 0 ? tr("Export all conversations")
           : m_isNotes         ? tr("Export your notes")
                               : tr("Export the conversation with %1").arg(isolated(m_name));
}

QString ConversationExport::text() const
{
    switch (phase()) {
    case Phase::Ask:
        return tr("Your messages as files that need no Sotto, in a new folder inside the one that "
                  "you choose.");
    case Phase::Done:
        return tr("It is in the folder “%1”, in %2. Whoever gets it can read it.")
            .arg(isolated(nameOf(result())), isolated(folderText(result().parent_path())));
    case Phase::Closed:
    case Phase::Running:
        break;
    }
    return {};
}

void ConversationExport::begin(qint64 conversationId, const QString& name)
{
    begin(conversationId, name, false);
}

void ConversationExport::beginNotes(qint64 conversationId)
{
    begin(conversationId, {}, true);
}

void ConversationExport::beginAll()
{
    begin(0, {}, false);
}

void ConversationExport::begin(qint64 conversationId, const QString& name, bool isNotes)
{
    if (phase() == Phase::Running) {
        return;
    }
    m_conversation = conversationId;
    m_name = name;
    m_isNotes = isNotes;
    ask();
}

void ConversationExport::start(const QUrl& folder)
{
    if (phase() != Phase::Ask) {
        return;
    }
    run();
    if (auto path = pathOf(folder)) {
        m_folder = std::move(*path);
        Q_EMIT startAsked();
    } else {
        onFailed({core::ProblemKind::FileNotWritten, "no place on this computer"});
    }
}

core::ExportRequest ConversationExport::request() const
{
    return {m_folder,
            m_format == Format::Pages ? core::ExportFormat::Html : core::ExportFormat::Json,
            m_conversation};
}

QString ConversationExport::beginningText() const
{
    return tr("Looking through your messages");
}

QString ConversationExport::stoppedText() const
{
    return tr("Nothing of it was left behind.");
}

} // namespace sotto::viewmodels

#include "moc_conversation_export.cpp"
