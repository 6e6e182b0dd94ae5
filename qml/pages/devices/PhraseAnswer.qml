import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// What came of it; or the question whether it is really to be done.
//
//   care   the view-model (required)
FocusScope {
    id: answer

    required property PhraseCare care

    readonly property bool asks: answer.care.phase === PhraseCare.Phase.Question

    signal closed

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space.l

        Banner {
            width: parent.width
            visible: answer.care.errorTitle.length > 0
            kind: Banner.Danger
            iconName: "alert"
            title: answer.care.errorTitle
            text: answer.care.errorText
        }
        Flow {
            anchors.left: parent.left
            width: parent.width
            spacing: Theme.space.s

            Button {
                focus: !answer.asks
                large: true
                kind: answer.asks ? Button.Secondary : Button.Primary
                text: answer.asks ? qsTr("Cancel") : qsTr("Done")
                onClicked: answer.closed()
            }
            Button {
                visible: answer.asks
                large: true
                kind: Button.Primary
                text: qsTr("Make new words")
                onClicked: answer.care.submit()
            }
        }
    }
}
