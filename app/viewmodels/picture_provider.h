#pragma once

#include <memory>

#include <QByteArray>
#include <QMutex>
#include <QQuickAsyncImageProvider>

namespace sotto::viewmodels {

class ReadThread;

/// Where pictures come from while a profile is open. Shared with the image provider, which asks
/// from threads of its own.
class PictureSource
{
public:
    void open(ReadThread* reader);
    void setOwn(const QByteArray& picture);
    /// Nothing is found from here on; returns when nobody reads any more.
    void close();

    /// Calls @p found once, on some thread, with the bytes of "me" or of a contact; empty if there
    /// are none.
    void find(const QString& id, std::function<void(QByteArray)> found);

private:
    QMutex m_mutex;
    ReadThread* m_reader = nullptr;
    QByteArray m_own;
};

/// image://picture/<me or contact>/<tag>: round, decoded within bounds, off the window's thread.
class PictureProvider : public QQuickAsyncImageProvider
{
public:
    explicit PictureProvider(std::shared_ptr<PictureSource> source);

    QQuickImageResponse* requestImageResponse(const QString& id,
                                              const QSize& requestedSize) override;

private:
    std::shared_ptr<PictureSource> m_source;
};

} // namespace sotto::viewmodels
