#pragma once

#include "app/core/base/context.h"
#include "app/core/export/export_task.h"

#include <memory>

namespace sotto::core {

/// Runs one long task at a time on the event loop, between everything else.
class Exporting
{
public:
    using Outcome = crypto::Result<std::filesystem::path, Problem>;
    using OnEnd = std::function<void(Outcome)>;
    using OnProgress = std::function<void(const ExportProgress&)>;

    explicit Exporting(Context& context)
        : m_context(context)
    {}

    [[nodiscard]] bool isRunning() const { return m_task != nullptr; }
    /// @p onEnd once, from the event loop: what the task says, or Cancelled; ExportRunning at once
    /// if there is one already.
    void start(std::unique_ptr<ExportTask> task, OnProgress onProgress, OnEnd onEnd);
    void cancel();

private:
    void stepLater();
    void step();
    void end(Outcome outcome);

    Context& m_context;
    std::unique_ptr<ExportTask> m_task;
    OnProgress m_onProgress;
    OnEnd m_onEnd;
    std::uint64_t m_number = 0; ///< of the task
};

} // namespace sotto::core
