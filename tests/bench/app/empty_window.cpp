// sotto-empty-window: the least that a program with a window of this toolkit can be. What the start
// of Sotto is measured against. Says on standard error when its first frame is on the screen.
#include <cstdio>

#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickWindow>

int main(int argc, char** argv)
{
    const QGuiApplication application(argc, argv);
    QQmlApplicationEngine engine;
    engine.loadData("import QtQuick\nWindow { width: 1000; height: 700; visible: true }");
    if (engine.rootObjects().isEmpty()) {
        return 1;
    }
    auto* window = qobject_cast<QQuickWindow*>(engine.rootObjects().constFirst());
    QObject::connect(
        window, &QQuickWindow::frameSwapped, &application, [] { std::fputs("usable\n", stderr); },
        Qt::SingleShotConnection);
    return QGuiApplication::exec();
}
