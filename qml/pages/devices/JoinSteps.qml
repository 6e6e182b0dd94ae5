import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// How far the joining of an account has come.
//
//   link   the view-model (required)
FocusScope {
    id: joining

    required property LinkPage link

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width

        Label {
            width: parent.width
            text: qsTr("Bringing everything back")
            type: Theme.type.display
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Gap {
            size: Theme.space.xxl
        }
        StepList {
            width: parent.width
            steps: joining.link.stepTexts
            index: joining.link.stepIndex
        }
        Gap {
            size: Theme.space.l
        }
        Label {
            width: parent.width
            visible: joining.link.stepNote.length > 0
            text: joining.link.stepNote
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
        Button {
            anchors.left: parent.left
            visible: joining.link.canCancel
            focus: true
            text: qsTr("Cancel")
            onClicked: joining.link.cancel()
        }
    }
}
