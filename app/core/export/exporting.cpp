#include "app/core/export/exporting.h"

namespace sotto::core {

void Exporting::start(std::unique_ptr<ExportTask> task, OnProgress onProgress, OnEnd onEnd)
{
    if (m_task) {
        return onEnd(crypto::Unexpected(Problem{ProblemKind::ExportRunning}));
    }
    m_task = std::move(task);
    m_onProgress = std::move(onProgress);
    m_onEnd = std::move(onEnd);
    ++m_number;
    stepLater();
}

void Exporting::cancel()
{
    if (m_task) {
        m_task.reset();
        m_onProgress = {};
        m_context.later(0, [onEnd = std::exchange(m_onEnd, {})] {
            onEnd(crypto::Unexpected(Problem{ProblemKind::Cancelled}));
        });
    }
}

void Exporting::stepLater()
{
    m_context.later(0, [this, number = m_number] {
        if (m_task && number == m_number) {
            step();
        }
    });
}

void Exporting::step()
{
    auto isOver = m_task->step();
    if (!isOver) {
        return end(crypto::Unexpected(std::move(isOver).error()));
    }
    if (*isOver) {
        return end(m_task->result());
    }
    if (m_onProgress) {
        const auto onProgress = m_onProgress; // it may cancel
        onProgress(m_task->progress());
    }
    stepLater();
}

void Exporting::end(Outcome outcome)
{
    m_task.reset();
    const OnEnd onEnd = std::exchange(m_onEnd, {});
    m_onProgress = {};
    if (onEnd) {
        onEnd(std::move(outcome));
    }
}

} // namespace sotto::core
