import QtQuick
import Sotto.App

// The alarm, with its view-model.
AlarmDialog {
    watch: App.alarm
    offline: App.network.offline
    Component.onCompleted: open()
}
