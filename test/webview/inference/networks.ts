import { runnableText } from "./models.ts";

export const small = runnableText(`
model Small(classes = 10) {
    @image(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    input image: [3, 32, 32]
    conv1 = conv(8, kernel=3, stride=2, padding=1)
    bn1 = batch_norm()
    relu()
    max_pool(2)
    conv2 = conv(16, kernel=3, padding=1)
    relu()
    global_avg_pool()
    flatten()
    fc = linear(classes)
    @classify(top=3)
    output scores = softmax()
}`);

export const twoInputs = runnableText(`
model Sum {
    input left: [5, 12]
    input right: [5, 12]
    a = left -> conv(4, kernel=3)
    b = right -> conv(4, kernel=3)
    output total = add(a, b)
    output half = total -> max_pool(2)
}`);

/** Of few operators, because each costs seconds where the GPU is emulated: its shaders are compiled on the CPU. */
export const classifier = runnableText(`
model Classifier {
    @image(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    input image: [3, 8, 8]
    conv(4, kernel=3)
    flatten()
    linear(5)
    @classify(top=3)
    output scores = softmax()
}`);

/** Of one operator. */
export const tiny = runnableText(`
model Tiny {
    input x: [4]
    output y = linear(3)
}`);

/** Takes so long everywhere that a test can act while it runs. */
export const slow = runnableText(`
model Slow {
    input image: [3, 512, 512]
    repeat 12 { conv(128, kernel=3, padding=1) -> relu() }
    output maps = conv(1, kernel=1)
}`);
