const keywords: ReadonlySet<string> = new Set([
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
    "pass", "raise", "return", "try", "while", "with", "yield",
]);

/** Python's built-in functions and types, which a variable would shadow. */
const builtins: ReadonlySet<string> = new Set([
    "abs", "all", "any", "ascii", "bin", "bool", "breakpoint", "bytearray", "bytes", "callable", "chr", "classmethod",
    "compile", "complex", "copyright", "credits", "delattr", "dict", "dir", "divmod", "enumerate", "eval", "exec", "exit",
    "filter", "float", "format", "frozenset", "getattr", "globals", "hasattr", "hash", "help", "hex", "id", "input", "int",
    "isinstance", "issubclass", "iter", "len", "license", "list", "locals", "map", "max", "memoryview", "min", "next",
    "object", "oct", "open", "ord", "pow", "print", "property", "quit", "range", "repr", "reversed", "round", "set",
    "setattr", "slice", "sorted", "staticmethod", "str", "sum", "super", "tuple", "type", "vars", "zip",
]);

/** The imports of an emitted module, and the first parameter of methods. */
const imported: ReadonlySet<string> = new Set(["self", "torch", "nn", "F", "math"]);

/** A name as a Python variable, parameter or class that shadows nothing. */
export function pythonName(name: string): string {
    return keywords.has(name) || builtins.has(name) || imported.has(name) ? `${name}_` : name;
}

/**
 * The attributes of every nn.Module: a submodule with one of these names would not be found, or would break the module.
 */
const moduleAttributes: ReadonlySet<string> = new Set([
    "T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children", "compile", "cpu", "cuda",
    "double", "dump_patches", "eval", "extra_repr", "float", "forward", "get_buffer", "get_extra_state", "get_parameter",
    "get_submodule", "half", "ipu", "load_state_dict", "modules", "mtia", "named_buffers", "named_children",
    "named_modules", "named_parameters", "parameters", "register_backward_hook", "register_buffer",
    "register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook",
    "register_full_backward_pre_hook", "register_load_state_dict_post_hook", "register_load_state_dict_pre_hook",
    "register_module", "register_parameter", "register_state_dict_post_hook", "register_state_dict_pre_hook",
    "requires_grad_", "set_extra_state", "set_submodule", "share_memory", "state_dict", "to", "to_empty", "train",
    "training", "type", "xpu", "zero_grad",
]);

/**
 * Whether nn.Module has an attribute of this name, so that a submodule of this name is only found in its dictionary.
 */
export function isModuleAttribute(name: string): boolean {
    return moduleAttributes.has(name);
}

/** Whether nn.ModuleDict rejects a key because it is an attribute of it. */
export function isModuleDictAttribute(name: string): boolean {
    return moduleAttributes.has(name) || name.startsWith("__") ||
        ["clear", "items", "keys", "pop", "update", "values"].includes(name);
}

/** Whether `self.name` is valid. */
export function isAttribute(name: string): boolean {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.startsWith("__") && !keywords.has(name) &&
        !moduleAttributes.has(name);
}
