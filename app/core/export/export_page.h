#pragma once

#include "app/core/export/export_source.h"

#include <functional>
#include <memory>

namespace sotto::core {

enum class ExportFormat : std::uint8_t
{
    Html, ///< for people: a page that any browser shows without a network
    Json, ///< for programs: FORMAT.md
};

/// Writes one conversation, piece by piece.
class ExportPage
{
public:
    /// Takes UTF-8.
    using Sink = std::function<void(std::string_view)>;

    explicit ExportPage(Sink sink)
        : m_sink(std::move(sink))
    {}
    ExportPage(const ExportPage&) = delete;
    ExportPage& operator=(const ExportPage&) = delete;
    virtual ~ExportPage() = default;

    virtual void begin(const ExportAccount& account, const ExportConversation& conversation) = 0;
    virtual void add(const ExportMessage& message) = 0;
    virtual void end() = 0;

protected:
    void put(std::string_view text) const { m_sink(text); }

private:
    Sink m_sink;
};

/// One line of the list of all conversations.
struct ExportedFile
{
    std::string name; ///< of the file
    ExportConversation conversation;
    std::uint64_t messages = 0;
    storage::Milliseconds last = 0; ///< when the last message came
};

/// The whole list.
[[nodiscard]] std::string htmlIndex(const ExportAccount& account,
                                    const std::vector<ExportedFile>& files,
                                    storage::Milliseconds now);
[[nodiscard]] std::string jsonIndex(const ExportAccount& account,
                                    const std::vector<ExportedFile>& files,
                                    storage::Milliseconds now);

[[nodiscard]] std::unique_ptr<ExportPage> makePage(ExportFormat format, storage::Milliseconds now,
                                                   ExportPage::Sink sink);

} // namespace sotto::core
