def take_network(draft, document, notes):
    raise NotImplementedError
