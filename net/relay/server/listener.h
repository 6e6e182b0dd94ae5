#pragma once

#include <functional>

#include <QTcpServer>

namespace sotto::relay {

/// A listening socket that hands each accepted descriptor on. Survives a want of descriptors.
class Listener : public QTcpServer
{
    Q_OBJECT

public:
    using Taker = std::function<void(qintptr descriptor)>;

    explicit Listener(Taker taker);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    Taker m_taker;
};

} // namespace sotto::relay
