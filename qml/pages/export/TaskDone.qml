import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// It is done: what it made can be looked at.
//
//   task   the view-model (required)
FocusScope {
    id: over

    required property LongTask task

    implicitHeight: row.implicitHeight

    Flow {
        id: row

        width: parent.width
        spacing: Theme.space.s

        Button {
            visible: over.task.canShowResult
            large: true
            iconName: "file"
            text: qsTr("Show it in its folder")
            onClicked: over.task.showResult()
        }
        Button {
            focus: true
            large: true
            kind: Button.Primary
            text: qsTr("Done")
            onClicked: over.task.leave()
        }
    }
}
