import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// How far it is, and the way to stop it.
//
//   task   the view-model (required)
FocusScope {
    id: running

    required property LongTask task

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space.l

        ProgressLine {
            width: parent.width
            value: running.task.share
            name: running.task.title
        }
        Label {
            width: parent.width
            text: running.task.progressText
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
        Button {
            anchors.left: parent.left
            focus: true
            large: true
            text: qsTr("Cancel")
            busy: running.task.stopping
            onClicked: running.task.cancel()
        }
    }
}
