#include "app/core/export/export_run.h"

#include "app/core/export/export_text.h"
#include "app/storage/unfinished.h"

#include <cerrno>
#include <sys/stat.h>

#include <QDateTime>

namespace sotto::core {

namespace {

/// Read and written at once: between two such pieces others have their turn.
constexpr std::size_t kBatch = 256;

} // namespace

ExportRun::ExportRun(ExportPlace place, std::unique_ptr<ExportSource> source)
    : m_place(std::move(place))
    , m_source(std::move(source))
{}

ExportRun::~ExportRun()
{
    m_page.reset();
    m_file.reset();
}

ExportProgress ExportRun::progress() const
{
    return {m_done, std::max(m_done, m_source->total())};
}

crypto::Result<bool, Problem> ExportRun::step()
{
    if (!m_folder) {
        SOTTO_CHECK(begin());
    }
    if (!m_file) {
        SOTTO_TRY(conversation, m_source->next());
        if (!conversation) {
            SOTTO_CHECK(end());
            return true;
        }
        SOTTO_CHECK(beginFile(*conversation));
        return false;
    }
    SOTTO_TRY(messages, m_source->messages(kBatch));
    for (const ExportMessage& message : messages) {
        m_page->add(message);
        m_files.back().last = message.received;
    }
    m_files.back().messages += messages.size();
    m_done += messages.size();
    if (m_error != 0) {
        return crypto::Unexpected(fileProblem(m_error));
    }
    if (messages.empty()) {
        SOTTO_CHECK(endFile());
    }
    return false;
}

crypto::Result<void, Problem> ExportRun::begin()
{
    if (::mkdir(m_place.folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        return crypto::Unexpected(fileProblem(errno));
    }
    storage::sweepUnfinished(m_place.folder); // what a kill has left of an earlier one
    const QString date = QDateTime::fromMSecsSinceEpoch(m_place.now).date().toString(Qt::ISODate);
    auto folder = storage::NewFolder::make(m_place.folder / ("Sotto export " + date.toStdString()));
    if (!folder) {
        return crypto::Unexpected(fileProblem(folder.error()));
    }
    m_folder.emplace(std::move(*folder));
    return {};
}

crypto::Result<void, Problem> ExportRun::beginFile(const ExportConversation& conversation)
{
    // The number keeps two of one name apart.
    std::string name = std::to_string(m_files.size() + 1);
    name.insert(0, name.size() < 3 ? 3 - name.size() : 0, '0');
    const std::string title = fileNameOf(titleOf(conversation));
    name += (title.empty() ? "" : " " + title) +
            (m_place.format == ExportFormat::Html ? ".html" : ".json");
    auto file = m_folder->file(name);
    if (!file) {
        return crypto::Unexpected(fileProblem(file.error()));
    }
    m_file.emplace(std::move(*file));
    m_files.push_back({std::move(name), conversation, 0, 0});
    m_page = makePage(m_place.format, m_place.now, [this](std::string_view text) {
        if (const auto written = m_file->write(crypto::asBytes(text)); !written) {
            m_error = written.error();
        }
    });
    m_page->begin(m_source->account(), conversation);
    return {};
}

crypto::Result<void, Problem> ExportRun::endFile()
{
    m_page->end();
    m_page.reset();
    const auto kept = m_file->keep();
    m_file.reset();
    if (!kept) {
        return crypto::Unexpected(fileProblem(kept.error()));
    }
    return {};
}

crypto::Result<void, Problem> ExportRun::end()
{
    if (m_place.withIndex) {
        const bool isHtml = m_place.format == ExportFormat::Html;
        const std::string text =
            (isHtml ? htmlIndex : jsonIndex)(m_source->account(), m_files, m_place.now);
        auto file = m_folder->file(isHtml ? "index.html" : "index.json");
        if (!file) {
            return crypto::Unexpected(fileProblem(file.error()));
        }
        for (const auto& result : {file->write(crypto::asBytes(text)), file->keep()}) {
            if (!result) {
                return crypto::Unexpected(fileProblem(result.error()));
            }
        }
    }
    m_result = m_folder->path();
    if (const auto kept = m_folder->keep(); !kept) {
        return crypto::Unexpected(fileProblem(kept.error()));
    }
    return {};
}

} // namespace sotto::core
