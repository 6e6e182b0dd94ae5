#pragma once

#include <functional>
#include <vector>

namespace sotto::relay {

/// What has to happen in memory when a transaction ends. Neither kind of function may throw.
class Transaction
{
public:
    /// Takes back a change that was made in memory.
    void onRollback(std::function<void()> undo) { m_undo.push_back(std::move(undo)); }
    /// Does what may be done only when the disk has it.
    void onCommit(std::function<void()> effect) { m_effects.push_back(std::move(effect)); }

    void committed()
    {
        m_undo.clear();
        for (const auto& effect : m_effects) {
            effect();
        }
        m_effects.clear();
    }
    void rolledBack()
    {
        m_effects.clear();
        for (auto undo = m_undo.rbegin(); undo != m_undo.rend(); ++undo) {
            (*undo)();
        }
        m_undo.clear();
    }

private:
    std::vector<std::function<void()>> m_undo;
    std::vector<std::function<void()>> m_effects;
};

} // namespace sotto::relay
