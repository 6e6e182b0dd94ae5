#pragma once

#include <memory>

class QSocketNotifier;

namespace sotto::cli {

/// SIGINT and SIGTERM, while this lives, as an event instead of the program's end. One at a time.
class Interruption
{
public:
    Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;
    ~Interruption();

    [[nodiscard]] bool came() const { return m_came; }

private:
    bool m_came = false;
    int m_readEnd = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace sotto::cli
